#include "pipeline/cli/asked_calls.hpp"

#include "pipeline/cli/output.hpp"
#include "pipeline/providers/prompt.hpp"
#include "pipeline/providers/travel.hpp"
#include "pipeline/schedule/picture_uses.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace vitrine::cli {
namespace {

namespace fs = std::filesystem;

// A recoloured product as the studio makes it is about that large; known only once it is made.
constexpr std::int64_t kProductBytes = 1'000'000;

/// Pictures of this plan's requests: how large each is, and how many requests send it.
class Pictures {
 public:
  explicit Pictures(const PlannedJob& planned) : requests_(schedule::picture_uses(planned.plan)) {
    for (const auto& [file, digest] : planned.digests) files_.try_emplace(digest, file);
  }

  providers::PictureUse use_of(const domain::Source& source) {
    return {bytes_of(source.digest), requests_[source.digest], false};
  }

 private:
  std::int64_t bytes_of(const util::Digest& digest) {
    const auto known = bytes_.find(digest);
    if (known != bytes_.end()) return known->second;
    std::int64_t bytes = kProductBytes;
    if (const auto file = files_.find(digest); file != files_.end()) {
      std::error_code failed;
      const auto size = fs::file_size(file->second, failed);
      if (!failed) bytes = static_cast<std::int64_t>(size);
    }
    return bytes_[digest] = bytes;
  }

  std::unordered_map<util::Digest, std::string> files_;
  std::unordered_map<util::Digest, int> requests_;
  std::unordered_map<util::Digest, std::int64_t> bytes_;
};

/// What one price is of: size class, and quality by its level and its word.
using Priced = std::tuple<std::string, int, std::string>;
Priced priced(const plan::Plan& plan, const plan::PlannedTask& task, std::size_t nth) {
  const std::string quality = plan.quality(task, nth);
  const auto level = domain::parse<domain::QualityLevel>(quality);
  return {plan.size_class(task, nth), level ? static_cast<int>(*level) : -1, quality};
}

/// Calls of the tasks that are to be rendered, by size and quality, of the nth that `who` gives for
/// each; nobody where it gives nothing.
template <class Who>
std::vector<AskedCalls::Size> sizes_of(const plan::Plan& plan, const Who& who) {
  std::map<Priced, AskedCalls::Size> sizes;
  for (const plan::PlannedTask& task : plan.tasks()) {
    if (!task.paid || !task.render) continue;
    const std::optional<std::size_t> nth = who(task);
    if (!nth) continue;
    AskedCalls::Size& size = sizes[priced(plan, task, *nth)];
    ++size.calls;
    if (const domain::PicturePrice* price = plan.price(task, *nth)) size.price = *price;
  }
  std::vector<AskedCalls::Size> all;
  for (auto& [what, size] : sizes) {
    size.name = std::get<0>(what);
    size.quality = std::get<2>(what);
    all.push_back(std::move(size));
  }
  return all;
}

/// "4 calls in 1K at 0.0421 USD a picture (price book 2026-11-01)".
std::string sizes_text(const std::vector<AskedCalls::Size>& sizes) {
  std::string text;
  std::set<std::string> books;
  for (const AskedCalls::Size& size : sizes) {
    text += (text.empty() ? "" : ", ") + counted(size.calls, "call");
    if (!size.name.empty()) text += " in " + size.name;
    if (!size.quality.empty()) text += " (quality " + size.quality + ")";
    if (!size.price) continue;
    text += " at " + to_text(size.price->expected);
    books.insert(size.price->book);
  }
  const std::vector<std::string> named(books.begin(), books.end());
  if (!named.empty()) text += " USD a picture (price book " + util::join(named, ", ") + ")";
  return text;
}

void add_travel(const PlannedJob& planned, const providers::Access& access, AskedCalls& asked) {
  Pictures pictures(planned);
  std::set<util::Digest> sent_inline, uploaded;
  schedule::for_each_asked(planned.plan, [&](const domain::RenderRequest& request) {
    const std::vector<domain::Source> sources = providers::sent_sources(request.sources);
    std::vector<providers::PictureUse> uses;
    for (const domain::Source& source : sources) uses.push_back(pictures.use_of(source));
    const auto travel = access.travel(uses, providers::bytes_of_words(request));
    const std::string reason = travel ? travel->reason : travel.error().message;
    const auto told = std::find_if(asked.ways.begin(), asked.ways.end(),
                                   [&](const auto& way) { return way.reason == reason; });
    if (told == asked.ways.end())
      asked.ways.push_back({reason, 1});
    else
      ++told->calls;
    if (!travel) return;
    for (std::size_t i = 0; i < sources.size(); ++i) {
      const bool is_inline = travel->ways[i] == providers::Way::inline_bytes;
      (is_inline ? sent_inline : uploaded).insert(sources[i].digest);
    }
  });
  asked.inline_pictures = static_cast<int>(sent_inline.size());
  asked.uploaded_pictures = static_cast<int>(uploaded.size());
}

}  // namespace

int AskedCalls::calls() const {
  int sum = 0;
  for (const Size& size : sizes) sum += size.calls;
  return sum;
}

util::Digest product_rendering(const PlannedJob& planned, std::uint32_t product_task) {
  const auto made =
      planned.prior->rendering(planned.plan.product_tasks()[product_task].base_key, 0);
  return made ? made->blob : util::Digest{};
}

std::optional<AskedCalls> asked_calls(const PlannedJob& planned) {
  if (planned.input->model.is_studio()) return std::nullopt;
  AskedCalls asked;
  asked.model = planned.input->model.id;
  asked.surface = planned.input->model.asked_surface();
  asked.sizes = sizes_of(planned.plan,
                         [](const plan::PlannedTask&) { return std::optional<std::size_t>(0); });
  if (asked.sizes.empty()) return std::nullopt;
  if (planned.connection) add_travel(planned, *planned.connection->access, asked);
  return asked;
}

std::vector<AskedCalls> fallback_calls(const PlannedJob& planned) {
  std::vector<AskedCalls> all;
  for (const plan::ModelChoice& fallback : planned.input->fallbacks) {
    AskedCalls asked;
    asked.model = fallback.id;
    asked.surface = fallback.asked_surface();
    asked.sizes = sizes_of(planned.plan, [&](const plan::PlannedTask& task) {
      const std::vector<const plan::ModelChoice*> chain = planned.plan.chain(task);
      const auto found = std::find(chain.begin(), chain.end(), &fallback);
      return found == chain.end()
                 ? std::nullopt
                 : std::optional<std::size_t>(static_cast<std::size_t>(found - chain.begin()));
    });
    if (!asked.sizes.empty()) all.push_back(std::move(asked));
  }
  return all;
}

std::string fallback_text(const AskedCalls& asked) {
  return asked.model + " on " + asked.surface +
         ", where the ones before give no picture: at most " + sizes_text(asked.sizes);
}

std::string asked_text(const AskedCalls& asked) {
  std::string text = asked.model + " on " + asked.surface + ": " + sizes_text(asked.sizes);
  for (const AskedCalls::Travel& way : asked.ways)
    text += (&way == &asked.ways.front() ? ", " : "; ") + way.reason +
            (asked.ways.size() > 1 ? " (" + counted(way.calls, "call") + ")" : "");
  return text;
}

void write_asked(const AskedCalls& asked, util::JsonWriter& json) {
  json.begin_object();
  json.member("model", asked.model);
  json.member("surface", asked.surface);
  json.member("calls", asked.calls());
  json.key("sizes");
  json.begin_array();
  for (const AskedCalls::Size& size : asked.sizes) {
    json.begin_object();
    json.member("size", size.name);
    if (!size.quality.empty()) json.member("quality", size.quality);
    json.member("calls", size.calls);
    if (size.price) {
      json.member("price_usd", size.price->expected.units());
      json.member("worst_usd", size.price->worst.units());
      json.member("price_book", size.price->book);
      json.member("assumed", size.price->assumed);
    }
    json.end_object();
  }
  json.end_array();
  json.key("pictures");
  json.begin_object();
  json.member("inline", asked.inline_pictures);
  json.member("uploaded", asked.uploaded_pictures);
  json.key("why");
  json.begin_array();
  for (const AskedCalls::Travel& way : asked.ways) {
    json.begin_object();
    json.member("reason", way.reason);
    json.member("calls", way.calls);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  json.end_object();
}

}  // namespace vitrine::cli
