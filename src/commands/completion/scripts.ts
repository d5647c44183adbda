// The scripts ask this program for what could come next, so that they know the flags of whatever version is installed.
// An answer is a line each, `word<TAB>meaning`; the lines `:files` and `:nospace` say how to go on.

/** In front of a brace that is the shell's. */
const DOLLAR = '$';

const BASH = String.raw`_snovio_mcp() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :files)
        compopt -o filenames 2>/dev/null
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "${DOLLAR}{COMP_WORDS[COMP_CWORD]}")
        ;;
      :nospace) compopt -o nospace 2>/dev/null ;;
      ?*) COMPREPLY+=("${DOLLAR}{line%%$'\t'*}") ;;
    esac
  done < <("${DOLLAR}{COMP_WORDS[0]}" __complete "${DOLLAR}{COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _snovio_mcp snovio-mcp`;

const ZSH = String.raw`#compdef snovio-mcp
_snovio_mcp() {
  local line
  local -a entries options
  for line in "${DOLLAR}{(@f)$("${DOLLAR}{words[1]}" __complete "${DOLLAR}{(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    case $line in
      :files) _files; return ;;
      :nospace) options=(-S '') ;;
      ?*) entries+=("${DOLLAR}{${DOLLAR}{line%%$'\t'*}//:/\\:}:${DOLLAR}{line#*$'\t'}") ;;
    esac
  done
  _describe -t values 'snovio-mcp' entries "${DOLLAR}{options[@]}"
}
if [ "${DOLLAR}{funcstack[1]}" = _snovio_mcp ]; then
  _snovio_mcp "$@"
else
  compdef _snovio_mcp snovio-mcp
fi`;

const FISH = `function __snovio_mcp_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  for line in (command $words[1] __complete $words[2..-1] "$current" 2>/dev/null)
    switch $line
      case ':files'
        __fish_complete_path "$current"
      case ':nospace'
      case '*'
        echo $line
    end
  end
end
complete -c snovio-mcp -f -a '(__snovio_mcp_complete)'`;

/** What each shell runs to complete this program's command lines. */
export const SCRIPTS: Readonly<Record<string, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
