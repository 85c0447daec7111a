#include "pipeline/providers/place.hpp"

#include <algorithm>
#include <utility>

namespace vitrine::providers {

using util::Error;
using util::ErrorKind;

util::Result<Place> at_base(Place place, std::string base, std::string_view official) {
  if (base.empty()) base = official;
  const util::Result<net::Url> url = net::parse_url(base);
  if (!url)
    return Error{url.error().kind, "the base URL of " + place.name + ": " + url.error().message};
  if (url->target.find('?') != std::string::npos)
    return Error{ErrorKind::bad_spec, "the base URL of " + place.name + " must have no query"};
  while (base.ends_with('/')) base.pop_back();
  if (base != official) {
    place.name = "custom:" + url->origin();
    place.also.clear();
  }
  place.base = std::move(base);
  return place;
}

Place named(Place place, const std::string& name) {
  if (!name.empty()) place.name = name;
  return place;
}

util::Result<net::Url> url_at(const Place& place, std::string_view path) {
  return net::parse_url(place.base + std::string(path));
}

util::Result<net::Request> with_key(net::Request request,
                                    const Place& place,
                                    std::string_view key) {
  const util::Result<net::Url> base = net::parse_url(place.base);
  if (!base) return base.error();
  const std::string origin = request.url.origin();
  if (base->origin() != origin &&
      std::find(place.also.begin(), place.also.end(), origin) == place.also.end())
    return Error{ErrorKind::refused, "the key for " + base->origin() + " is not sent to " + origin};
  if (key.empty() && !place.needs_key) return request;
  const auto fits_header = [](char c) { return c > 0x20 && c < 0x7F; };
  if (key.empty() || !std::all_of(key.begin(), key.end(), fits_header))
    return Error{ErrorKind::bad_spec, "the key for " + place.name + " is empty or no key"};
  request.headers.set(place.key.name, place.key.prefix + std::string(key));
  return request;
}

bool is_path_step(std::string_view text) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  return !text.empty() && text.find("..") == std::string_view::npos && text != "." &&
         std::all_of(text.begin(), text.end(), plain);
}

}  // namespace vitrine::providers
