#include "pipeline/cli/commands.hpp"
#include "pipeline/util/text.hpp"

namespace vitrine::cli {
namespace {

// clang-format off: it would take the scripts for code.
// Job files are the only words besides commands and flags that a shell can know.
constexpr const char* kBash = R"SCRIPT(# bash completion for vitrine
_vitrine() {
  local word="${COMP_WORDS[COMP_CWORD]}"
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "@COMMANDS@" -- "$word"))
    return
  fi
  if [ "$COMP_CWORD" -eq 2 ] && [ "${COMP_WORDS[1]}" = costs ] && [[ "$word" != -* ]]; then
    COMPREPLY=($(compgen -W "@COSTS@" -- "$word"))
    return
  fi
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$(vitrine "${COMP_WORDS[1]}" --help 2>/dev/null |
          grep -oE -- '--[a-z-]+' | sort -u)" -- "$word")) ;;
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
}
complete -o filenames -F _vitrine vitrine
)SCRIPT";

constexpr const char* kZsh = R"SCRIPT(#compdef vitrine
# zsh completion for vitrine
_vitrine() {
  if (( CURRENT == 2 )); then
    local -a commands=(@COMMANDS@)
    _describe 'command' commands
  elif [[ CURRENT -eq 3 && "$words[2]" == costs && "$words[CURRENT]" != -* ]]; then
    compadd -- @COSTS@
  elif [[ "$words[CURRENT]" == -* ]]; then
    local -a flags=(${(f)"$(vitrine $words[2] --help 2>/dev/null | grep -oE -- '--[a-z-]+' | sort -u)"})
    compadd -- $flags
  else
    _files
  fi
}
_vitrine "$@"
)SCRIPT";
// clang-format on

}  // namespace

std::string completion_script(const std::string& shell,
                              const std::vector<std::string>& commands,
                              const std::vector<std::string>& commands_of_costs) {
  std::string script = shell == "zsh" ? kZsh : kBash;
  const auto fill = [&script](std::string_view place, const std::vector<std::string>& words) {
    script.replace(script.find(place), place.size(), util::join(words, " "));
  };
  fill("@COMMANDS@", commands);
  fill("@COSTS@", commands_of_costs);
  return script;
}

}  // namespace vitrine::cli
