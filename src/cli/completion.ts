// `rondo completion`: what lets a shell complete the command. The scripts know nothing: they ask `rondo complete`.
import { Argument, type Command } from 'commander';

const EXAMPLES = `
Names of pools and members are those of the running server.

Examples:
  rondo completion bash > /etc/bash_completion.d/rondo
  rondo completion zsh > "\${fpath[1]}/_rondo"
  rondo completion fish > ~/.config/fish/completions/rondo.fish
`;

/** Bash takes a colon for the end of a word, but not what is behind it for a word of its own. */
const BASH = `# Completes rondo in bash: from the help of the command, and from the running server.
_rondo() {
  local line=\${COMP_LINE:0:COMP_POINT} value description cut
  local -a words
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  local last=\${words[\${#words[@]}-1]}
  COMPREPLY=()
  while IFS=$'\\t' read -r value description; do
    if [[ $value == :files ]]; then
      compopt -o filenames
      while read -r value; do COMPREPLY+=("$value"); done < <(compgen -f -- "\${last#--*=}")
      return
    fi
    COMPREPLY+=("$value")
  done < <("\${words[0]}" complete -- "\${words[@]:1}" 2>/dev/null)
  cut=\${last%"\${last##*[:=]}"}
  [[ $COMP_WORDBREAKS == *:* ]] && COMPREPLY=("\${COMPREPLY[@]#"$cut"}")
}
complete -F _rondo rondo
`;

const ZSH = `#compdef rondo
# Completes rondo in zsh: from the help of the command, and from the running server.
_rondo() {
  local line tab=$'\\t'
  local -a found
  for line in "\${(@f)$("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ $line == :files ]]; then
      compset -P '--*='
      _files
    elif [[ -n $line ]]; then
      found+=("\${\${line%%$tab*}//:/\\\\:}:\${line#*$tab}")
    fi
  done
  (( $#found )) && _describe rondo found
}
if [[ $funcstack[1] == _rondo ]]; then _rondo "$@"; else compdef _rondo rondo; fi
`;

const FISH = `# Completes rondo in fish: from the help of the command, and from the running server.
function __rondo_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in (rondo complete -- $words[2..-1] 2>/dev/null)
        if test "$line" = :files
            __fish_complete_path (string replace -r '^--.*=' '' -- (commandline -ct))
        else
            echo $line
        end
    end
end
complete -c rondo -f -a '(__rondo_complete)'
`;

const SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH };

/** Adds the verb to the command. */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print what lets a shell complete this command')
    .addArgument(new Argument('<SHELL>', 'which shell').choices(Object.keys(SCRIPTS)))
    .addHelpText('after', EXAMPLES)
    .action((shell: keyof typeof SCRIPTS) => void process.stdout.write(SCRIPTS[shell]));
}
