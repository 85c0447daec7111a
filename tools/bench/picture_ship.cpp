#include "pipeline/finish/finish.hpp"
#include "pipeline/imaging/codec.hpp"
#include "pipeline/lineage/lineage.hpp"
#include "pipeline/store/asset_store.hpp"
#include "pipeline/store/publish.hpp"
#include "pipeline/store/spool.hpp"
#include "pipeline/util/files.hpp"
#include "tools/bench/picture_work.hpp"
#include "tools/bench/served_answer.hpp"

#include <opencv2/imgproc.hpp>

#include <optional>
#include <stdexcept>

namespace vitrine::bench {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRun = "bench";
constexpr const char* kModel = "gemini-nano-banana-2.1";

domain::Recipe recipe() {
  domain::Recipe recipe;
  recipe.finisher = finish::kFinisher;
  recipe.profile = "bench";
  recipe.size = {kDelivered, kDelivered};
  recipe.background = domain::Rgb{255, 255, 255};
  recipe.quality = kJpegQuality;
  recipe.source_type = "trainedAlgorithmicMedia";
  recipe.ai_system = "Gemini";
  recipe.ai_version = kModel;
  return recipe;
}

domain::RenderRequest request_to(const std::string& surface, int number) {
  domain::RenderRequest request;
  request.operation = domain::Operation::generate;
  request.surface = surface;
  request.model = kModel;
  request.prompt = "a lamp, arrangement " + std::to_string(number);
  return request;
}

lineage::TaskRecord task_for(const domain::RenderRequest& request) {
  lineage::TaskRecord task;
  task.key_fields = domain::to_fields(request);
  task.base_key = util::sha256(request.prompt);
  task.render_key = util::sha256("take 0 " + request.prompt);
  task.operation = request.operation;
  task.surface = request.surface;
  task.model = request.model;
  return task;
}

lineage::AttemptStart intent_of(const lineage::TaskRecord& task, int number) {
  lineage::AttemptStart start;
  start.id = util::sha256("attempt " + std::to_string(number)).hex().substr(0, 32);
  start.render_key = task.render_key;
  start.run = kRun;
  start.provider = task.surface;
  start.model = task.model;
  start.sent = util::SystemClock().now();
  start.reserved = {40'000};
  return start;
}

}  // namespace

struct ShipWork::Shop {
  Shop(std::string body, const fs::path& place)
      : folder(place),
        answer(std::move(body)),
        certificate(net::make_certificate()),
        peer(answer, &certificate, folder),
        blobs(store::open_store(folder.string())),
        spool(store::open_spool(folder.string())),
        books(lineage::Lineage::open(folder.string(), lineage::Access::read_write)) {
    catalog::Loading data = catalog::load({}, std::chrono::year(2026) / 11 / 22);
    provider = providers::make_gemini_provider(
        providers::gemini::gemini_surface(peer.base_url).value(), std::move(*data.catalog),
        [] { return util::Result<std::string>("a-key-of-a-bench"); }, *peer.client);
    lineage::RunStart run;
    run.id = kRun;
    run.set = "bench";
    run.job_text = "vitrine: 1";
    run.job_revision = util::sha256(run.job_text);
    books->begin_run(run);
  }

  lineage::Finished finished(int number,
                             const lineage::TaskRecord& task,
                             const util::Digest& blob) {
    lineage::Finished done;
    done.run = kRun;
    done.delivery.set = "bench";
    done.delivery.shot = "SKU-" + std::to_string(number) + "/natural/kitchen";
    done.delivery.profile = "bench";
    done.delivery.sku = "SKU-" + std::to_string(number);
    done.delivery.path = "bench/" + std::to_string(number) + ".jpg";
    done.delivery.compare_key = util::sha256(done.delivery.path);
    done.delivery.render_key = task.render_key;
    done.delivery.state = domain::DeliveryState::accepted;
    done.asset.rendering = blob;
    done.asset.render_key = task.render_key;
    done.asset.recipe = recipe();
    done.asset.pixels = done.asset.recipe.size;
    done.asset.product_pixels = "regenerate";
    done.asset.codec_versions = imaging::codec_versions();
    done.asset.id =
        domain::finish_key(blob, done.asset.recipe, done.asset.codec_versions + done.delivery.shot)
            .hex();
    return done;
  }

  fs::path folder;
  std::string answer;
  net::SelfMadeCertificate certificate;
  Peer peer;
  std::unique_ptr<store::AssetStore> blobs;
  std::unique_ptr<store::Spool> spool;
  std::unique_ptr<lineage::Lineage> books;
  std::unique_ptr<providers::RemoteProvider> provider;
  int made = 0;
};

ShipWork::ShipWork(const fs::path& answer, const fs::path& folder)
    : shop_(std::make_unique<Shop>(util::read_file(answer).value(), folder)) {}

ShipWork::~ShipWork() = default;

void ShipWork::make_one(StageTimes& times) {
  Shop& shop = *shop_;
  const int number = ++shop.made;
  const domain::RenderRequest wish = request_to(shop.provider->surface(), number);
  const lineage::TaskRecord task = task_for(wish);
  const lineage::AttemptStart start = intent_of(task, number);
  times.restart();
  shop.books->together([&] {
    shop.books->add_tasks({&task, 1});
    shop.books->begin_attempt(start);
  });
  times.lap("ledger: intent");
  const providers::PreparedCall call = shop.provider->prepare(wish, {}).value();
  const auto file = shop.spool->begin(start.id, call.most_answer_bytes);
  IntoSpool sink(*file);
  shop.peer.wait_for(ask(*shop.provider, call.request, sink));
  file->seal({{"status", std::to_string(sink.head.status)}});
  times.lap("call: TLS, spool, fsync");
  const auto sealed = shop.spool->open(start.id).value();
  const providers::Reading reading = shop.provider->read(call, sink.head, sealed->body());
  if (!reading.picture) throw std::runtime_error("no picture: " + reading.outcome.message);
  times.lap("answer: opened, read, priced");
  const util::Digest blob = shop.blobs->put_pieces([&](const store::AssetStore::Pieces& to) {
    providers::copy_picture(sealed->body(), *reading.picture, to);
  });
  times.lap("rendering: base64, blob");
  lineage::Settlement settlement;
  settlement.attempt = start.id;
  settlement.rendering.blob = blob;
  settlement.rendering.media_type = "image/png";
  settlement.charged = {38'792};
  settlement.ended = util::SystemClock().now();
  shop.books->settle(settlement);
  shop.spool->remove(start.id);
  times.lap("ledger: settlement");
  lineage::Finished done = shop.finished(number, task, blob);
  const std::string rendering = shop.blobs->get(blob).value();
  times.lap("rendering: read, verified");
  const finish::Deliverable made =
      finish::apply(done.asset.recipe, rendering, {}, done.asset.id).value();
  times.lap("finish: decode, resample, JPEG, ICC, XMP");
  done.asset.blob = shop.blobs->put(made.bytes);
  done.asset.size = std::ssize(made.bytes);
  done.asset.facts = made.facts;
  times.lap("asset: blob");
  shop.books->record_finished(done);
  times.lap("asset: on record");
  const store::Stamp stamp =
      store::publish((shop.folder / "out" / done.delivery.path).string(), made.bytes);
  const lineage::Published published{"bench",
                                     done.delivery.path,
                                     done.asset.blob,
                                     {stamp.size, stamp.mtime_ns, stamp.inode},
                                     util::SystemClock().now(),
                                     "gate"};
  shop.books->record_published({&published, 1});
  times.lap("delivery: published");
  const imaging::Picture delivered = imaging::decode(made.bytes).value();
  imaging::encode_webp(preview_of(delivered.bgr), kWebpQuality);
  times.lap("preview: decode, reduce, WebP method 2");
  times.end_of_work();
}

}  // namespace vitrine::bench
