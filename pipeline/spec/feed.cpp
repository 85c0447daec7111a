#include "pipeline/spec/feed.hpp"

#include "pipeline/spec/formats.hpp"
#include "pipeline/spec/selectors.hpp"
#include "pipeline/util/files.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <chrono>
#include <sys/stat.h>
#include <unordered_map>
#include <utility>

namespace vitrine::spec {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMostFeedBytes = std::uintmax_t{256} << 20;
constexpr std::size_t kMostRows = 1'000'000;

const char* delimiter_in_words(char delimiter) {
  switch (delimiter) {
    case ';':
      return "semicolons";
    case '\t':
      return "tabs";
    case '|':
      return "bars";
    default:
      return "commas";
  }
}

/// Then the unknown key was complained about; reading by another form would only bury that.
bool misspells_form(const Node& feed) {
  const std::vector<std::string> form{"form"};
  return std::any_of(feed.entries.begin(), feed.entries.end(), [&](const Node::Entry& entry) {
    return entry.key.text != "from" && util::nearest(entry.key.text, form);
  });
}

/// Equal rows count once; rows of one number with different data are both spoilt, since nobody
/// knows which is right.
void settle_repeated_rows(FeedTable& table, const FeedColumns& columns) {
  std::unordered_map<std::string, std::size_t> first_with;
  std::vector<CsvRow> kept;
  for (CsvRow& row : table.rows()) {
    const std::string& sku = columns.cell(row, "sku");
    const auto [first, is_new] =
        sku.empty() ? std::pair{first_with.end(), true} : first_with.emplace(sku, kept.size());
    if (!is_new) {
      CsvRow& other = kept[first->second];
      if (other.cells == row.cells) continue;
      other.wrong = "row " + std::to_string(row.row) + " has the same number and other data";
      row.wrong = "row " + std::to_string(other.row) + " has the same number and other data";
    }
    kept.push_back(std::move(row));
  }
  table.rows() = std::move(kept);
}

/// Two articles of different colours cannot both be as photographed in one picture.
void warn_of_shared_photos(const FeedReading& reading, int file, Complaints& complaints) {
  std::map<fs::path, const domain::Product*> first_in;
  for (std::size_t i = 0; i < reading.products.size(); ++i) {
    const domain::Product& product = reading.products[i];
    if (!product.colorways.front().as_photographed || !product.shows) continue;
    const auto [place, is_new] = first_in.emplace(product.packshots.front().file, &product);
    const domain::Product& first = *place->second;
    if (is_new || util::to_lower(*first.shows) == util::to_lower(*product.shows)) continue;
    complaints.row(Complaints::Level::warning, file, reading.places[i],
                   {"shared-photo", product.sku + " (" + *product.shows + ") and " + first.sku +
                                        " (" + *first.shows +
                                        ") have the same photograph; it can show one colour only"});
  }
}

}  // namespace

FeedReading FeedReader::read(const Node& node) {
  refer_to_values(node);
  const domain::FeedForm* form = form_of(node);
  const Node* from = node.find("from");
  std::optional<FeedFile> feed = text_of(from) ? open(*from) : std::nullopt;
  if (feed) check_age(node, feed->folder / feed->shown_as);
  const Node* join = node.find("join");
  const Node* second_from = join ? join->find("from") : nullptr;
  std::optional<FeedFile> second = text_of(second_from) ? open(*second_from) : std::nullopt;
  if (!feed || !form || (join && !second)) return {};

  FeedTable table(std::move(*feed));
  if (second)
    if (const Node* on = join->find("on"); on && on->is_map())
      table.join(std::move(*second), *on, world_.complaints);
  const FeedColumns columns(node, *form, table, world_.complaints);
  check_needed(node, *form, columns);
  return read_rows(node, *form, table, columns);
}

std::optional<FeedFile> FeedReader::open(const Node& from) {
  const std::optional<fs::path> path = world_.paths.file(&from);
  if (!path) return std::nullopt;
  const util::Result<std::string> bytes = util::read_file(*path, kMostFeedBytes);
  util::Result<Csv> csv = bytes ? read_csv(*bytes) : util::Result<Csv>(bytes.error());
  if (csv && csv->rows.size() > kMostRows)
    csv = util::Error{util::ErrorKind::bad_spec,
                      "it has more than " + std::to_string(kMostRows) + " rows"};
  if (!csv) {
    world_.complaints.error(
        from, {"bad-feed", quote(from.text) + " cannot be read: " + csv.error().message});
    return std::nullopt;
  }
  FeedFile file;
  file.index = world_.complaints.add_file(path->string());
  world_.paths.add_folder(path->parent_path());
  file.shown_as = path->filename().string();
  file.folder = path->parent_path();
  if (csv->encoding != "UTF-8" || csv->delimiter != ',')
    world_.complaints.add(Complaints::Level::note, from,
                          {"guessed", file.shown_as + " is read as " + csv->encoding + " with " +
                                          delimiter_in_words(csv->delimiter) + " between cells"});
  file.csv = std::move(*csv);
  return file;
}

void FeedReader::check_age(const Node& node, const fs::path& file) {
  const Node* max_age = node.find("max_age");
  const std::optional<std::chrono::seconds> most =
      text_of(max_age) ? parse_duration(max_age->text) : std::nullopt;
  struct stat info {};
  if (!most || world_.now_micros == 0 || ::stat(file.c_str(), &info) != 0) return;
  const std::chrono::seconds age(world_.now_micros / 1'000'000 - info.st_mtim.tv_sec);
  if (age <= *most) return;
  world_.complaints.error(
      *max_age,
      {"old-feed", file.filename().string() + " is " + std::to_string(age.count() / 3600) +
                       " h old, more than " + max_age->text + ": the last export did not arrive"});
}

const domain::FeedForm* FeedReader::form_of(const Node& node) {
  const Node* form = node.find("form");
  if (!form && misspells_form(node)) return nullptr;
  const std::string id = text_or(form, "table");
  const auto& forms = world_.vocabulary.forms;
  if (const auto found = forms.find(id); found != forms.end()) return &found->second;
  std::vector<std::string> known;
  for (const auto& [name, known_form] : forms) known.push_back(name);
  if (!form || text_of(form))
    world_.complaints.error(form ? *form : node,
                            unknown_word("no-such-form", "no form " + quote(id), id, known));
  return nullptr;
}

void FeedReader::check_needed(const Node& node,
                              const domain::FeedForm& form,
                              const FeedColumns& columns) {
  const Node* named = node.find("columns");
  for (const std::string ours : {"sku", "packshots"}) {
    const bool is_in_gallery = ours == "packshots" && form.group_rows;
    if (columns.has(ours) || is_in_gallery || (named && named->find(ours))) continue;
    const auto headings = form.columns.find(ours);
    std::string sentence = "the feed has no column for " + ours;
    if (headings != form.columns.end() && !headings->second.empty())
      sentence += " (" + form.id + ": " + quote(headings->second.front()) + ")";
    world_.complaints.error(*node.find("from"),
                            {"missing-column", sentence + "; name it in `columns`"});
  }
}

void FeedReader::refer_to_values(const Node& node) {
  const Node* values = node.find("values");
  const Node* scenes = values ? values->find("scenes") : nullptr;
  if (!scenes) return;
  for (const Node::Entry& entry : scenes->entries)
    if (text_of(&entry.value)) world_.scenes.mention(entry.value);
}

FeedReading FeedReader::read_rows(const Node& node,
                                  const domain::FeedForm& form,
                                  FeedTable& table,
                                  const FeedColumns& columns) {
  settle_repeated_rows(table, columns);
  const int file = table.feed().index;
  const bool stops = text_or(node.find("bad_rows")) == "stop";
  const domain::Selector only = selector_of(node.find("only"));
  const domain::Selector except = selector_of(node.find("except"));
  const FeedProductReader reader(
      columns, form, file,
      {world_.scenes, world_.colorways, world_.vocabulary.profiles, world_.files});
  FeedReading result;
  for (const FeedRow& row :
       form.group_rows ? grouped_rows(table, columns, form) : plain_rows(table, columns, form)) {
    ++result.rows;
    RowReading reading = reader.read(row);
    bool is_good = true;
    for (RowProblem& problem : reading.problems) {
      is_good = is_good && !problem.sets_aside;
      const std::string who = reading.product.sku.empty() ? "row " + std::to_string(row.place.row)
                                                          : reading.product.sku;
      const std::string where = problem.heading.empty() ? "" : ", " + problem.heading;
      problem.complaint.message = util::one_line(who) + (problem.sets_aside ? " set aside" : "") +
                                  where + ": " + problem.complaint.message;
      const bool is_error = stops && problem.sets_aside;
      world_.complaints.row(is_error ? Complaints::Level::error : Complaints::Level::warning, file,
                            {row.place.line, row.place.row, problem.heading},
                            std::move(problem.complaint));
    }
    if (!is_good) {
      ++result.set_aside;
      result.set_aside_skus.insert(reading.product.sku);
      continue;
    }
    const std::map<std::string, std::string> fields = product_fields(reading.product);
    if ((only.empty() || only.matches(fields)) && (except.empty() || !except.matches(fields))) {
      result.products.push_back(std::move(reading.product));
      result.places.push_back(row.place);
    }
  }
  take_shown_colors_from_owners(result.products);
  warn_of_shared_photos(result, file, world_.complaints);
  return result;
}

}  // namespace vitrine::spec
