#pragma once

#include "pipeline/net/http.hpp"
#include "pipeline/util/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vitrine::providers {

/// How a key goes with a request.
struct KeyHeader {
  std::string name = "Authorization";
  std::string prefix = "Bearer ";
  friend bool operator==(const KeyHeader&, const KeyHeader&) = default;
};

/// Where an image API is reached. A value: configuration, no behaviour, and no key.
struct Place {
  std::string name;    ///< whose books: gemini, openai, …, or custom:<origin>
  std::string seller;  ///< whose price list holds; a gateway's by its row's id
  std::string base;    ///< address before the path of a call; may carry a path
  KeyHeader key;
  bool needs_key = true;  ///< false: a server of one's own may have none
  /// Origins of the same API that the key may go to as well.
  std::vector<std::string> also = {};
  friend bool operator==(const Place&, const Place&) = default;
};

/// An empty base means the official one; another makes the name custom:<origin>, so that emulated
/// pictures never pass for bought ones. bad_spec for an address that is none, or has a query.
util::Result<Place> at_base(Place place, std::string base, std::string_view official);
/// The same at another's books, where `name` is not empty.
Place named(Place place, const std::string& name);

/// {base}{path}. bad_spec for an address that is none.
util::Result<net::Url> url_at(const Place& place, std::string_view path);

/// The request with its key, the last thing done before it is sent; until then there is no key in
/// anything. Refuses a request that goes to another origin than the place's own, an empty key where
/// one is needed, and one with letters that no header takes.
util::Result<net::Request> with_key(net::Request request, const Place& place, std::string_view key);

/// Letters, digits, '-', '_' and '.', at least one, no "..": safe as one step of a path.
bool is_path_step(std::string_view text);

}  // namespace vitrine::providers
