#include "pipeline/cli/plan_text.hpp"

#include "pipeline/cli/asked_calls.hpp"
#include "pipeline/cli/output.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <map>
#include <ostream>
#include <set>
#include <tuple>
#include <vector>

namespace vitrine::cli {
namespace {

using plan::Action;
using plan::Plan;
using plan::PlannedDelivery;

std::string padded(const std::string& text, std::size_t width) {
  return text.size() >= width ? text : text + std::string(width - text.size(), ' ');
}
std::string right(const std::string& text, std::size_t width) {
  return text.size() >= width ? text : std::string(width - text.size(), ' ') + text;
}

void row(std::ostream& out,
         const std::string& name,
         const std::string& files,
         const std::string& price,
         const std::string& why) {
  // A long name takes of the space before the number.
  const std::string head = padded(name, 13);
  const std::size_t left = head.size() < 17 ? 19 - head.size() : 2;
  std::string line = "  " + head + right(files, left) + right(price, 14) + "  " + why;
  while (!line.empty() && line.back() == ' ') line.pop_back();
  out << line << '\n';
}

std::string price_of(const Plan& plan) {
  return plan.totals().paid_tasks == 0 ? "free" : to_text(plan.forecast().expected) + " USD";
}

/// Deliveries that are made anew, gathered by (scene, reason): a changed prompt is one line.
void print_changes(const PlannedJob& planned, Action action, std::ostream& out) {
  const Plan& plan = planned.plan;
  std::map<std::tuple<std::string, std::string>, int> groups;
  std::vector<std::tuple<std::string, std::string>> order;
  for (const PlannedDelivery& delivery : plan.deliveries()) {
    if (delivery.action != action) continue;
    const spec::Job& job = planned.loaded->job;
    auto key =
        std::tuple(job.scenes[delivery.wanted.scene].name, plan.reason(delivery, *planned.prior));
    if (++groups[key] == 1) order.push_back(std::move(key));
  }
  constexpr std::size_t kMost = 12;
  for (std::size_t i = 0; i < order.size() && i < kMost; ++i)
    row(out, "  " + std::get<0>(order[i]), std::to_string(groups[order[i]]), "",
        std::get<1>(order[i]));
  if (order.size() > kMost)
    out << "    and " << counted(static_cast<long long>(order.size() - kMost), "more reason")
        << ": --all lists every picture\n";
}

long long count(const Plan& plan, Action action) {
  return std::count_if(plan.deliveries().begin(), plan.deliveries().end(),
                       [&](const auto& d) { return d.action == action; });
}

/// What the job says that only a model would be told.
std::vector<std::string> words_for_models(const spec::Job& job) {
  std::vector<const domain::Wishes*> said{&job.defaults.wishes};
  for (const domain::Scene& scene : job.scenes) said.push_back(&scene.wishes);
  for (const spec::Adjustment& line : job.adjust) said.push_back(&line.wishes);
  std::set<std::string> words;
  for (const domain::Wishes* wishes : said) {
    if (!wishes->style.empty()) words.insert("style");
    if (!wishes->resolution.empty()) words.insert("resolution");
    if (wishes->seed) words.insert("seed");
    if (wishes->thinking) words.insert("thinking");
    if (!wishes->quality.empty()) words.insert("quality");
    if (!wishes->system.empty()) words.insert("system");
    if (!wishes->safety.empty()) words.insert("safety");
    if (!wishes->prompt_template.empty()) words.insert("template");
  }
  return {words.begin(), words.end()};
}

void print_notes(const PlannedJob& planned, std::ostream& out) {
  const Plan& plan = planned.plan;
  const LoadedJob& loaded = *planned.loaded;
  if (plan.totals().unsized_shots > 0)
    out << "  note      " << counted(plan.totals().unsized_shots, "shot") << " without a size: "
        << "0.30 of the picture's height, or what the scene's place says\n";
  std::set<std::string> used;
  for (const spec::DeliverLine& line : loaded.job.deliver) used.insert(line.profile);
  for (const domain::ComingRule& rule : loaded.catalog.coming_rules())
    if (used.contains(rule.profile))
      out << "  note      " << rule.profile << " from " << util::to_text(rule.from) << ": "
          << rule.text << '\n';
  std::set<std::string> prompts;
  for (const PlannedDelivery& delivery : plan.deliveries()) {
    const domain::Scene& scene = loaded.job.scenes[delivery.wanted.scene];
    if (std::holds_alternative<domain::PromptBackdrop>(scene.backdrop)) prompts.insert(scene.name);
  }
  if (planned.input->model.is_studio() && !prompts.empty()) {
    out << "  note      ";
    bool first = true;
    for (const std::string& name : prompts) {
      out << (first ? "" : ", ") << '"' << name << '"';
      first = false;
    }
    out << (prompts.size() == 1 ? " is" : " are")
        << " told in words: the studio draws a designed backdrop, the product keeps its own "
           "pixels\n";
  }
  const std::vector<std::string> words = words_for_models(loaded.job);
  if (planned.input->model.is_studio() && !words.empty())
    out << "  note      " << util::join(words, ", ")
        << ": only for a model that is asked; the studio does not read "
        << (words.size() == 1 ? "it" : "them") << '\n';
}

}  // namespace

void print_plan(const PlannedJob& planned,
                bool all,
                const std::vector<lineage::BudgetStanding>& budgets,
                std::ostream& out) {
  const Plan& plan = planned.plan;
  const plan::Totals& totals = plan.totals();
  const spec::Job& job = planned.loaded->job;
  std::set<std::string> profiles;
  for (const spec::DeliverLine& line : job.deliver) profiles.insert(line.profile);
  out << job.name << " \xC2\xB7 " << counted(static_cast<long long>(job.products.size()), "product")
      << " \xC2\xB7 " << counted(totals.deliveries, "file") << " for "
      << counted(static_cast<long long>(profiles.size()), "profile") << " \xC2\xB7 "
      << counted(totals.tasks, "render task") << "\n\n";
  out << "                files         price  why\n";
  const long long render = count(plan, Action::render), finish = count(plan, Action::finish);
  if (render > 0) {
    row(out, "render", std::to_string(render), price_of(plan),
        counted(totals.render, "render task") +
            (totals.paid_tasks > 0 ? ", " + std::to_string(totals.paid_tasks) + " paid"
                                   : " on the studio"));
    print_changes(planned, Action::render, out);
  }
  if (finish > 0) {
    row(out, "finish", std::to_string(finish), "free", "from renderings that are there");
    print_changes(planned, Action::finish, out);
  }
  if (totals.restore > 0)
    row(out, "restore", std::to_string(totals.restore), "free",
        "delivered file missing or touched: written again");
  row(out, "unchanged", std::to_string(count(plan, Action::reuse)), "free", "");
  if (totals.needs_person > 0)
    row(out, "  for you", std::to_string(totals.needs_person), "",
        "of them wait for a person: vitrine approve, reject or redo");
  if (totals.rejected > 0)
    row(out, "  rejected", std::to_string(totals.rejected), "",
        "of them are not delivered: vitrine redo asks for another picture");
  if (totals.held > 0) row(out, "held", std::to_string(totals.held), "", "");
  if (all) {
    out << '\n';
    for (const PlannedDelivery& delivery : plan.deliveries())
      out << "  " << padded(to_text(delivery.action), 7) << padded(plan.shot(delivery), 34) << ' '
          << padded(plan.profile(delivery).id, 18) << plan.reason(delivery, *planned.prior) << '\n';
  }
  const plan::Forecast& forecast = plan.forecast();
  out << "\n  forecast  least " << to_text(forecast.min) << " \xC2\xB7 expected "
      << to_text(forecast.expected) << " \xC2\xB7 worst " << to_text(forecast.worst) << " USD"
      << (forecast.assumed ? " (assumed)" : "");
  if (const std::string line = budgets_line(budgets); !line.empty()) out << "   " << line;
  const std::optional<AskedCalls> asked = asked_calls(planned);
  out << "\n  model     " << (asked ? asked_text(*asked) : planned.input->model.id);
  if (planned.input->model.is_studio())
    out << ", the embedded renderer: free, deterministic, no key";
  else if (!asked && planned.input->model.price)
    out << ", " << to_text(planned.input->model.price->expected) << " USD a picture (price book "
        << planned.input->model.price->book << ")";
  out << '\n';
  for (const AskedCalls& fallback : fallback_calls(planned))
    out << "  fallback  " << fallback_text(fallback) << '\n';
  print_notes(planned, out);
  const BudgetFit fit = fit_of(budgets, forecast);
  if (fit.fit != Fit::all) out << "  note      " << to_text(fit, forecast) << '\n';
  out << "\nNothing was rendered or spent."
      << (all ? "" : " Every item: --all, one shot: vitrine explain SHOT") << '\n';
}

void write_plan(const PlannedJob& planned,
                const std::vector<lineage::BudgetStanding>& budgets,
                std::ostream& out) {
  const Plan& plan = planned.plan;
  const plan::Totals& totals = plan.totals();
  util::JsonWriter json;
  json.begin_object();
  json.member("ok", true);
  json.member("tasks", totals.tasks);
  json.member("deliveries", totals.deliveries);
  json.member("render", totals.render);
  json.member("finish", totals.finish);
  json.member("reuse", totals.reuse);
  json.member("needs_person", totals.needs_person);
  json.member("rejected", totals.rejected);
  json.key("forecast_usd");
  json.begin_object();
  json.member("min", plan.forecast().min.units());
  json.member("expected", plan.forecast().expected.units());
  json.member("worst", plan.forecast().worst.units());
  json.end_object();
  json.key("budgets");
  write_budgets(budgets, json);
  json.key("asked");
  json.begin_array();
  if (const std::optional<AskedCalls> asked = asked_calls(planned)) write_asked(*asked, json);
  json.end_array();
  json.key("fallback");
  json.begin_array();
  for (const AskedCalls& fallback : fallback_calls(planned)) write_asked(fallback, json);
  json.end_array();
  json.key("items");
  json.begin_array();
  for (const PlannedDelivery& delivery : plan.deliveries()) {
    json.begin_object();
    json.member("shot", plan.shot(delivery));
    json.member("profile", plan.profile(delivery).id);
    json.member("action", to_text(delivery.action));
    json.member("reason", plan.reason(delivery, *planned.prior));
    json.end_object();
  }
  json.end_array();
  json.end_object();
  out << std::move(json).take() << '\n';
}

}  // namespace vitrine::cli
