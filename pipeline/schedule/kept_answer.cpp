#include "pipeline/schedule/kept_answer.hpp"

#include "pipeline/schedule/assumed_price.hpp"
#include "pipeline/schedule/attempt.hpp"
#include "pipeline/util/fault_points.hpp"

namespace vitrine::schedule {

KeptAnswer keep_answer(const providers::RemoteProvider& provider,
                       const providers::PreparedCall& call,
                       const net::ResponseHead& head,
                       std::string_view body,
                       store::AssetStore& store) {
  KeptAnswer kept;
  kept.reading = provider.read(call, head, body);
  const providers::Reading& reading = kept.reading;
  kept.facts = call.provenance;
  kept.facts.insert(kept.facts.end(), reading.outcome.facts.begin(), reading.outcome.facts.end());
  if (reading.estimated) kept.facts.push_back({"charge", "estimated"});
  kept.worst = call.worst;
  kept.doubt = doubt_of(call, reading);
  kept.wrong_price = wrong_assumption(call, reading);
  if (!reading.picture) return kept;
  lineage::Rendering& rendering = kept.rendering.emplace();
  rendering.blob = store.put_pieces([&](const store::AssetStore::Pieces& sink) {
    providers::copy_picture(body, *reading.picture, sink, reading.picture_form);
  });
  util::pass(util::KillPoint::after_blob);
  rendering.size = reading.picture_facts.bytes;
  rendering.pixels = reading.picture_facts.size;
  rendering.media_type = reading.picture_facts.media_type;
  // Word for word, signatures and all: a conversation can go on from nothing less.
  if (!reading.turn.empty()) kept.facts.push_back({"turn_sha256", store.put(reading.turn).hex()});
  return kept;
}

}  // namespace vitrine::schedule
