// Lists of targets in files, step by step, with what Prometheus and Rondo have after each step.
import { renameSync, rmSync, symlinkSync } from 'node:fs';
import type { TempFolder } from '../support/temp-folder.js';
import { EMPTY, group, json, LABELLED, LABELS, type ListCase, type Wanted } from './prometheus-lists.js';

/** @param at the path of a file of the case */
type FileAct = (folder: TempFolder, at: (name: string) => string) => void;

/** Files of one source. Before the first step there is none. */
interface FileCase extends ListCase<FileAct> {
  /** In the folder of the case. */
  readonly paths: readonly string[];
}

const GONE = (rondo: string): Wanted => ({
  ...{ prometheus: '', rondo },
  why: 'when all files of a list are gone, nobody has said that all backends are',
});

/** Writes a file in place. */
const write =
  (name: string, text: string): FileAct =>
  (folder, at) =>
    void folder.write(at(name), text);
/** Writes a new one and gives it the name. */
const rename =
  (name: string, text: string): FileAct =>
  (folder, at) =>
    renameSync(folder.write(at(`.next-${name}`), text), folder.at(at(name)));
const remove =
  (...names: readonly string[]): FileAct =>
  (folder, at) => {
    for (const name of names) rmSync(folder.at(at(name)));
  };
const all =
  (...acts: readonly FileAct[]): FileAct =>
  (folder, at) => {
    for (const act of acts) act(folder, at);
  };

export const FILE_CASES: readonly FileCase[] = [
  {
    name: 'edits',
    paths: ['a.json'],
    steps: [
      { act: write('a.json', json(1, 2)), wanted: '1 2' },
      { act: write('a.json', json(2, 3)), wanted: '2 3' },
      { act: rename('a.json', json(3, 4)), wanted: '3 4' },
      { act: write('a.json', json(5, 6).slice(0, -4)), wanted: '3 4' },
      { act: write('a.json', ''), wanted: '3 4' },
      { act: rename('a.json', '<html>'), wanted: '3 4' },
      { act: rename('a.json', json(7)), wanted: '7' },
    ],
  },
  {
    name: 'empty',
    paths: ['a.json'],
    steps: [
      { act: write('a.json', json(1)), wanted: '1' },
      { act: write('a.json', '[]'), wanted: EMPTY('1') },
      { act: write('a.json', json(2)), wanted: '2' },
      { act: write('a.json', '[{"targets":[]}]'), wanted: EMPTY('2') },
      { act: write('a.json', json(3)), wanted: '3' },
      { act: remove('a.json'), wanted: GONE('3') },
      { act: rename('a.json', json(4)), wanted: '4' },
    ],
  },
  {
    name: 'meant',
    paths: ['a.json'],
    allowsEmpty: true,
    steps: [
      { act: write('a.json', json(1)), wanted: '1' },
      { act: rename('a.json', '[]'), wanted: '' },
      { act: rename('a.json', json(2)), wanted: '2' },
      { act: rename('a.json', '[{"targets":[]}]'), wanted: '' },
      { act: rename('a.json', '['), wanted: '' },
      { act: rename('a.json', json(3)), wanted: '3' },
      { act: rename('a.json', json(3)), wanted: '3' },
    ],
  },
  {
    name: 'globs',
    paths: ['g-*.json', 'more.yaml'],
    steps: [
      {
        act: all(write('g-1.json', json(1)), write('g-2.json', json(2)), write('h.json', json(9))),
        wanted: '1 2',
      },
      {
        act: all(write('g-3.json', json(3)), write('more.yaml', '- targets: [192.0.2.4:80]\n')),
        wanted: '1 2 3 4',
      },
      { act: rename('g-2.json', '[{'), wanted: '1 2 3 4' },
      { act: remove('g-1.json'), wanted: '2 3 4' },
      { act: rename('g-2.json', json(5, 1)), wanted: '1 3 4 5' },
      {
        act: (folder, at) => renameSync(folder.at(at('h.json')), folder.at(at('g-4.json'))),
        wanted: '1 3 4 5 9',
      },
      {
        act: remove('g-2.json', 'g-3.json', 'g-4.json', 'more.yaml'),
        wanted: {
          prometheus: '',
          rondo: '4',
          why: 'a file that a path names outright has not left the list',
        },
      },
    ],
  },
  {
    name: 'yaml',
    paths: ['a.yml'],
    steps: [
      {
        act: write('a.yml', '- targets:\n  - 192.0.2.1:80\n  - "192.0.2.2:80"\n  labels: { rack: 1 }\n'),
        wanted: '1[rack=1] 2[rack=1]',
      },
      {
        act: rename('a.yml', `${LABELS}\n`),
        wanted: LABELLED,
      },
      {
        act: rename('a.yml', '- targets: [192.0.2.1:80\n'),
        wanted: LABELLED,
      },
      {
        act: rename('a.yml', 'targets: [192.0.2.7:80]\n'),
        wanted: LABELLED,
      },
      { act: rename('a.yml', '# none yet\n- targets: &all [192.0.2.3:80]\n'), wanted: '3' },
      { act: rename('a.yml', ''), wanted: EMPTY('3') },
      { act: rename('a.yml', '---\n- targets: ["192.0.2.8:80"]\n...\n'), wanted: '8' },
    ],
  },
  {
    name: 'links',
    paths: ['a.json'],
    steps: [
      {
        act: (folder, at) => {
          folder.write(at('..1/a.json'), json(1));
          symlinkSync('..1', folder.at(at('..data')));
          symlinkSync('..data/a.json', folder.at(at('a.json')));
        },
        wanted: '1',
      },
      ...[2, 3, 4, 5, 6, 7].map(each => ({
        act: ((folder, at) => {
          folder.write(at(`..${each}/a.json`), json(each));
          symlinkSync(`..${each}`, folder.at(at('..next')));
          renameSync(folder.at(at('..next')), folder.at(at('..data')));
        }) satisfies FileAct,
        wanted: `${each}`,
      })),
    ],
  },
  {
    name: 'odd',
    paths: ['a.json'],
    steps: [
      {
        act: write('a.json', LABELS),
        wanted: LABELLED,
      },
      { act: rename('a.json', json(1)), wanted: '1' },
      {
        act: rename('a.json', JSON.stringify([{ ...group(2), labels: { rack: 7 } }])),
        wanted: { prometheus: '1', rondo: '2[rack=7]', why: 'a number says the same as its text' },
      },
      { act: rename('a.json', '[null]'), wanted: { prometheus: '1', rondo: '2[rack=7]', why: 'as before' } },
      {
        act: rename('a.json', json(3, 'a/b:80')),
        wanted: {
          prometheus: '3',
          rondo: '2[rack=7]',
          why: 'a list with a target that cannot be one is not taken in part',
        },
      },
      {
        act: rename('a.json', json(4, '192.0.2.4:81')),
        wanted: { prometheus: '4 4/81', rondo: '4', why: 'an address is one record, so it counts once' },
      },
      { act: rename('a.json', ` ${json(5)}\n\n`), wanted: '5' },
    ],
  },
];
