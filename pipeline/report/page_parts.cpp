#include "pipeline/report/page_parts.hpp"

#include "pipeline/report/embedded.hpp"
#include "pipeline/report/markup.hpp"
#include "pipeline/util/digest.hpp"

#include <stdexcept>

namespace vitrine::report {

std::string_view embedded_file(std::string_view name) {
  for (const assets::File& file : assets::files())
    if (file.path.ends_with("/" + std::string(name))) return file.text;
  throw std::logic_error("no file " + std::string(name) + " is embedded");
}

std::string policy_for(std::string_view script) {
  const util::Digest digest = util::sha256(script);
  const std::string_view raw_digest(reinterpret_cast<const char*>(digest.bytes.data()),
                                    digest.bytes.size());
  return "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-" +
         base64(raw_digest) + "'";
}

}  // namespace vitrine::report
