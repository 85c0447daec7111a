#include "pipeline/cli/exit_code.hpp"
#include "pipeline/cli/records.hpp"
#include "pipeline/cli/takes_text.hpp"
#include "pipeline/util/text.hpp"

#include <ostream>

namespace vitrine::cli {
namespace {

struct Lineage {
  lineage::AssetRecord asset;
  std::optional<lineage::DeliveryRecord> delivery;
  std::optional<lineage::TaskRecord> task;
  std::vector<lineage::AttemptRecord> attempts;
  std::vector<lineage::StoredVerdict> verdicts;
  std::vector<domain::Review> decisions;  ///< about these bytes, oldest first
  std::vector<Take> takes;                ///< of its picture
  /// Who was asked for it first; the latest word comes first.
  std::vector<lineage::FallbackRecord> instead_of;
};

Lineage collect(Records& records, const lineage::AssetRecord& asset) {
  Lineage all;
  all.asset = asset;
  all.delivery = records.lineage->delivery_with(asset.id);
  all.task = records.lineage->task(asset.render_key);
  if (all.task) all.instead_of = records.lineage->fallbacks_to(all.task->base_key);
  all.attempts = records.lineage->attempts(asset.render_key);
  all.verdicts = records.lineage->verdicts(asset.id);
  all.decisions = records.lineage->reviews(asset.blob);
  // Of what it waits for, where that is another picture than the one that it keeps meanwhile.
  const bool is_wanted = all.delivery && !all.delivery->render_key.is_zero();
  all.takes = takes_of(*records.lineage, is_wanted ? all.delivery->render_key : asset.render_key);
  return all;
}

void write_fields(util::JsonWriter& json, const util::Fields& fields) {
  json.begin_array();
  for (const util::Field& field : fields) {
    json.begin_object();
    json.member("name", field.name);
    json.member("value", field.value);
    json.end_object();
  }
  json.end_array();
}

void write_verdicts(util::JsonWriter& json, const std::vector<lineage::StoredVerdict>& verdicts) {
  json.begin_array();
  for (const auto& [verdict, key] : verdicts) write_verdict(verdict, json);
  json.end_array();
}

void write_decisions(util::JsonWriter& json, const std::vector<domain::Review>& decisions) {
  json.begin_array();
  for (const domain::Review& review : decisions) {
    json.begin_object();
    json.member("decision", to_text(review.decision));
    json.member_or_null("by", review.reviewer);
    json.member("at", util::to_text(review.at));
    json.member("note", review.note);
    json.member_or_null("checks", review.checks.is_zero() ? "" : review.checks.hex());
    json.key("failed");
    json.begin_array();
    for (const std::string& check : review.failed) json.value(check);
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

void write_attempts(util::JsonWriter& json, const std::vector<lineage::AttemptRecord>& attempts) {
  json.begin_array();
  for (const lineage::AttemptRecord& attempt : attempts) {
    json.begin_object();
    json.member("id", attempt.id);
    json.member("run", attempt.run);
    json.member("provider", attempt.provider);
    json.member("model", attempt.model);
    json.member("state", attempt.state);
    json.member("charged_usd", attempt.charged.units());
    json.member("sent", util::to_text(attempt.sent));
    json.key("facts");
    write_fields(json, attempt.facts);
    json.end_object();
  }
  json.end_array();
}

void write(const Lineage& all, util::JsonWriter& json) {
  const lineage::AssetRecord& asset = all.asset;
  json.begin_object();
  json.member("ok", true);
  json.member("id", asset.id);
  if (all.delivery) {
    json.member("shot", all.delivery->shot);
    json.member("profile", all.delivery->profile);
    json.member("state", to_text(all.delivery->state));
    json.member("why", all.delivery->why);
    json.member("file", all.delivery->path);
  }
  json.member("sha256", asset.blob.hex());
  json.member("bytes", asset.size);
  json.member("created", util::to_text(asset.created));
  json.member("product_pixels", asset.product_pixels);
  json.member("background_generated", asset.background_generated);
  json.member("codecs", asset.codec_versions);
  json.key("recipe");
  write_fields(json, domain::to_fields(asset.recipe));
  json.key("finishing");
  write_fields(json, asset.facts);
  json.member("rendering", asset.rendering.hex());
  json.member("render_key", asset.render_key.hex());
  json.key("request");
  write_fields(json, all.task ? all.task->key_fields : util::Fields{});
  json.key("instead_of");
  json.begin_array();
  for (const lineage::FallbackRecord& first : all.instead_of) {
    json.begin_object();
    json.member("model", first.asked_model);
    json.member("surface", first.asked_surface);
    json.member("run", first.run);
    json.member("at", util::to_text(first.at));
    json.member("why", first.why);
    json.end_object();
  }
  json.end_array();
  json.key("attempts");
  write_attempts(json, all.attempts);
  json.key("verdicts");
  write_verdicts(json, all.verdicts);
  write_takes(all.takes, json);
  json.key("decisions");
  write_decisions(json, all.decisions);
  json.end_object();
}

void print_fields(std::ostream& out, const util::Fields& fields) {
  for (const auto& [name, value] : fields) {
    out << "    " << name << std::string(name.size() < 20 ? 20 - name.size() : 1, ' ')
        << util::one_line(value, 100) << '\n';
  }
}

void print(const Lineage& all, std::ostream& out) {
  const lineage::AssetRecord& asset = all.asset;
  out << "asset " << asset.id << '\n';
  if (all.delivery)
    out << "  " << all.delivery->shot << " \xC2\xB7 " << all.delivery->profile << " \xC2\xB7 "
        << to_text(all.delivery->state)
        << (all.delivery->why.empty() ? "" : ": " + util::one_line(all.delivery->why, 200))
        << "\n  file       " << all.delivery->path << '\n';
  else
    out << "  replaced: no delivery has it now\n";
  out << "  sha256     " << asset.blob.hex() << ", " << asset.size << " bytes, made "
      << util::to_text(asset.created) << '\n'
      << "  product    " << asset.product_pixels << " pixels, background "
      << (asset.background_generated ? "drawn" : "photographed or plain") << "\n\n"
      << "  finished from rendering " << asset.rendering.hex() << " by\n";
  print_fields(out, domain::to_fields(asset.recipe));
  out << "    codecs              " << asset.codec_versions << '\n';
  print_fields(out, asset.facts);
  if (all.task) {
    out << "\n  rendered as asked in\n";
    print_fields(out, all.task->key_fields);
  }
  for (const lineage::FallbackRecord& first : all.instead_of)
    out << "\n  asked first of " << first.asked_model << " on " << first.asked_surface << " in run "
        << first.run << ", which gave none: " << util::one_line(first.why, 200) << '\n';
  for (const lineage::AttemptRecord& attempt : all.attempts) {
    out << "\n  attempt " << attempt.id << " \xC2\xB7 run " << attempt.run << " \xC2\xB7 "
        << attempt.provider << " \xC2\xB7 " << attempt.state << " \xC2\xB7 "
        << to_text(attempt.charged) << " USD\n";
    print_fields(out, attempt.facts);
  }
  out << "\n  checks\n";
  for (const auto& [verdict, key] : all.verdicts)
    out << "    " << verdict.check
        << std::string(verdict.check.size() < 20 ? 20 - verdict.check.size() : 1, ' ')
        << to_text(verdict.outcome) << "  " << util::one_line(verdict.detail, 100) << '\n';
  if (are_told(all.takes, all.delivery ? all.delivery->state : domain::DeliveryState::waiting)) {
    out << "\n  takes, and what was measured against each as it came\n";
    print_takes(all.takes, "    ", out);
  }
  if (!all.decisions.empty()) out << "\n  decisions\n";
  for (const domain::Review& review : all.decisions) {
    out << "    " << to_text(review);
    if (review.decision == domain::Decision::approve && !review.failed.empty())
      out << "; let through: " << util::join(review.failed, ", ");
    out << '\n';
  }
  out << "\n  rebuild it: vitrine reproduce " << asset.id.substr(0, 12) << '\n';
}

/// The deliveries of a shot that nothing was finished for yet.
std::vector<lineage::DeliveryRecord> unfinished(Records& records, const std::string& shot) {
  std::vector<lineage::DeliveryRecord> found;
  for (lineage::DeliveryRecord& delivery : records.lineage->deliveries_of("", shot))
    if (delivery.asset.empty()) found.push_back(std::move(delivery));
  return found;
}

/// Where a shot stands that has no file yet: what it waits for, and what was tried.
void write_standing(Records& records,
                    const std::vector<lineage::DeliveryRecord>& deliveries,
                    std::ostream& out) {
  util::JsonWriter json;
  json.begin_object();
  json.member("ok", true);
  json.key("id");
  json.null();
  json.member("shot", deliveries.front().shot);
  json.key("deliveries");
  json.begin_array();
  for (const lineage::DeliveryRecord& delivery : deliveries) {
    json.begin_object();
    json.member("job", delivery.set);
    json.member("profile", delivery.profile);
    json.member("state", to_text(delivery.state));
    json.member("why", delivery.why);
    json.member("file", delivery.path);
    json.key("attempts");
    write_attempts(json, records.lineage->attempts(delivery.render_key));
    write_takes(takes_of(*records.lineage, delivery.render_key), json);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  out << std::move(json).take() << '\n';
}

void print_standing(Records& records,
                    const std::vector<lineage::DeliveryRecord>& deliveries,
                    std::ostream& out) {
  const std::string& shot = deliveries.front().shot;
  out << shot << ": nothing was finished yet\n";
  for (const lineage::DeliveryRecord& delivery : deliveries) {
    out << "  " << delivery.profile << " \xC2\xB7 " << to_text(delivery.state)
        << (delivery.why.empty() ? "" : ": " + delivery.why) << '\n';
    for (const lineage::AttemptRecord& attempt : records.lineage->attempts(delivery.render_key))
      out << "    attempt " << attempt.id << " \xC2\xB7 run " << attempt.run << " \xC2\xB7 "
          << attempt.provider << " \xC2\xB7 " << attempt.state << " \xC2\xB7 "
          << to_text(attempt.charged) << " USD" << (attempt.message.empty() ? "" : " \xC2\xB7 ")
          << util::one_line(attempt.message, 100) << '\n';
    const std::vector<Take> takes = takes_of(*records.lineage, delivery.render_key);
    if (are_told(takes, delivery.state)) print_takes(takes, "    ", out);
  }
  out << "  what the next run does: vitrine explain " << shot << '\n';
}

}  // namespace

int show(const Invocation& call, const std::string& name) {
  int exit_code = kDone;
  const auto records = open_records(call, exit_code);
  if (!records) return exit_code;
  const auto found = find_assets(*records, name);
  if (found.empty()) {
    const auto deliveries = unfinished(*records, name);
    if (deliveries.empty())
      return fail(call.console, kBadJob,
                  "\"" + name + "\" is no asset id, digest, shot or delivered file of this project",
                  "no-such-asset");
    if (call.console.json)
      write_standing(*records, deliveries, call.console.out);
    else
      print_standing(*records, deliveries, call.console.out);
    return kDone;
  }
  if (call.console.json) {
    util::JsonWriter json;
    if (found.size() > 1) {
      json.begin_object();
      json.member("ok", true);
      json.key("assets");
      json.begin_array();
    }
    for (const lineage::AssetRecord& asset : found) write(collect(*records, asset), json);
    if (found.size() > 1) {
      json.end_array();
      json.end_object();
    }
    call.console.out << std::move(json).take() << '\n';
    return kDone;
  }
  bool first = true;
  for (const lineage::AssetRecord& asset : found) {
    if (!first) call.console.out << '\n';
    print(collect(*records, asset), call.console.out);
    first = false;
  }
  return kDone;
}

}  // namespace vitrine::cli
