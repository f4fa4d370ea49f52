// What deploy/ has for Prometheus and Grafana: right by promtool, each alert when it should be, and a dashboard that can be drawn.
import { afterAll, describe, expect, it } from 'vitest';
import { expressionsOf, type Panel, RULES, readDashboard, readRules } from '../support/dashboard.js';
import { anchorsOf, readPages } from '../support/markdown.js';
import { finish } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { withoutVariables } from '../support/promql.js';
import { TempFolder } from '../support/temp-folder.js';
import { ALERT_CASES } from './alert-cases.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

const promtool = (...args: readonly string[]) => finish(program('promtool')!, args);

const rules = readRules();
const alerts = rules.flatMap(rule => (rule.alert === undefined ? [] : { ...rule, alert: rule.alert }));
const dashboard = readDashboard();
/** Those that show something. */
const panels = dashboard.panels.filter(({ type }) => type !== 'row');

/** The rules without texts for people, which a test would have to repeat. */
function bareRules(): string {
  const bare = rules.map(({ annotations: _, ...rule }) => rule);
  return folder.write('bare.json', JSON.stringify({ groups: [{ name: 'all', rules: bare }] }));
}

describe('the rules', () => {
  it('are right', async context => {
    context.skip(...needs('promtool'));
    const { stdout, stderr, status } = await promtool('check', 'rules', RULES);
    expect([stdout + stderr, status]).toEqual([expect.stringContaining('SUCCESS'), 0]);
  });

  it('have a case with and without each alert', () => {
    expect(Object.keys(ALERT_CASES)).toEqual(alerts.map(({ alert }) => alert));
    for (const [alert, cases] of Object.entries(ALERT_CASES)) {
      expect([alert, cases.some(({ fires }) => fires !== undefined)]).toEqual([alert, true]);
      expect([alert, cases.some(({ fires }) => fires === undefined)]).toEqual([alert, true]);
    }
  });

  it('fire when they should, and only then', async context => {
    context.skip(...needs('promtool'));
    const cases = Object.entries(ALERT_CASES).flatMap(([alert, all]) =>
      all.map(each => ({ alert, ...each })),
    );
    const tests = cases.map(({ alert, series, atMinute, fires }, index) => ({
      name: `${alert} ${index}`,
      interval: '1m',
      input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
      alert_rule_test: [
        {
          eval_time: `${atMinute}m`,
          alertname: alert,
          exp_alerts: fires === undefined ? [] : [{ exp_labels: fires }],
        },
      ],
    }));
    const text = JSON.stringify({ rule_files: [bareRules()], evaluation_interval: '1m', tests });
    const { stdout, stderr, status } = await promtool('test', 'rules', folder.write('tests.json', text));
    expect([stdout + stderr, status]).toEqual([expect.stringContaining('SUCCESS'), 0]);
  });

  it('say what is wrong, what to do next, and where to read on', () => {
    const anchors = anchorsOf(readPages().find(({ path }) => path === 'docs/monitoring.md')!);
    for (const { alert, labels, annotations = {} } of alerts) {
      const { summary, description, runbook } = annotations;
      expect([alert, Object.keys(annotations).sort()]).toEqual([
        alert,
        ['description', 'runbook', 'summary'],
      ]);
      expect(summary).toMatch(/\.$/);
      expect(description).toMatch(/\.$/);
      expect(['critical', 'warning']).toContain(labels?.severity);
      expect([runbook, anchors]).toEqual([
        `docs/monitoring.md#${alert.toLowerCase()}`,
        expect.arrayContaining([alert.toLowerCase()]),
      ]);
      // What a text names is there.
      const fired = ALERT_CASES[alert].flatMap(({ fires = {} }) => Object.keys(fires));
      const named = [...`${summary} ${description}`.matchAll(/\$labels\.(\w+)/g)].map(match => match[1]);
      expect([alert, named.filter(label => !fired.includes(label))]).toEqual([alert, []]);
    }
  });
});

describe('the dashboard', () => {
  it('has no id twice, and no panel over another', () => {
    expect(dashboard.uid).toMatch(/^[\w-]{1,40}$/);
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const taken = new Map<string, string>();
    for (const { title, gridPos } of dashboard.panels)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect([title, x < 24, taken.get(`${x} ${y}`)]).toEqual([title, true, undefined]);
          taken.set(`${x} ${y}`, title);
        }
  });

  it('has the rows that people look for', () => {
    expect(dashboard.panels.flatMap(({ type, title }) => (type === 'row' ? title : []))).toEqual([
      'Overview',
      'Pools and members',
      'Answers',
      'Forwarding and cache',
      'Control side',
      'Zones of several servers',
    ]);
  });

  it.each(panels.map(panel => [panel.title, panel] as const))(
    '%s has targets, a unit and legends',
    (_, panel: Panel) => {
      const { description, targets = [], fieldConfig, datasource } = panel;
      expect(description).toMatch(/\.$/);
      expect(datasource?.uid).toMatch(/^\$\{datasource\}$/);
      expect(fieldConfig?.defaults.unit).toMatch(/^[a-z]+$/);
      expect(targets.length).toBeGreaterThan(0);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
      for (const { expr, legendFormat } of targets) {
        expect(legendFormat).not.toBe('');
        // All panels are about the servers that were chosen.
        expect(expr).toContain('job=~"$job",instance=~"$instance"');
      }
    },
  );

  it('has the variables that it uses, and no other', () => {
    const { list } = dashboard.templating;
    const text = JSON.stringify([
      panels,
      dashboard.annotations,
      list.map(({ definition, datasource }) => [definition, datasource]),
    ]);
    const used = [...text.matchAll(/\$\{?(?!__)(\w+)/g)].map(match => match[1]);
    expect(list.map(({ name }) => name).sort()).toEqual([...new Set(used)].sort());
    expect(list.find(({ type }) => type === 'datasource')?.name).toBe('datasource');
  });

  it('asks what Prometheus understands', async context => {
    context.skip(...needs('promtool'));
    const asked = expressionsOf(dashboard).map((expr, index) => ({
      record: `panel:${index}`,
      expr: withoutVariables(expr),
    }));
    const path = folder.write('panels.json', JSON.stringify({ groups: [{ name: 'panels', rules: asked }] }));
    const { stdout, stderr, status } = await promtool('check', 'rules', path);
    expect([stdout + stderr, status]).toEqual([expect.stringContaining(`${asked.length} rules found`), 0]);
  });
});
