#include "pipeline/emulator/scenario_reader.hpp"

namespace vitrine::emulator {

std::string_view scenario_help() {
  return R"(A scenario is a YAML file; every key may be left out:
  seed: 7                # decides every share and every drawing
  picture: studio        # or flat: one colour and a number, for load tests; or repeated: each
                         # product in four scenes, whatever the words say, drawn once and repeated
  format: png            # or jpeg: of answers that do not ask for one
  bad_keys: [stolen]     # keys that are answered API_KEY_INVALID
  retired: [gemini-2.5-flash-image]      # models that answer 404
  alive: [gemini-3-pro-image-preview]    # models that are served although they were retired
  deprecated:            # models.get and answers say DEPRECATED and when; 404 from then on
    - {model: gemini-3.1-flash-image, retires: 480h}     # after the start, or a day: 2026-12-20
    - {model: gemini-3-pro-image, retires: 2099-01-31, message: "Use the next one."}
  latency: {lognormal: {p50: 8s, p95: 20s}}   # or 800ms, or {uniform: [1s, 3s]}, or a list of
                                              # these as maps with model: and route:
  limits:                # 429 when passed, by the emulator's clock
    - {model: "gemini-*", per_minute: 60, per_day: 2000}
  faults:                # the first that befalls a request rules; shares add up
    - {fault: overloaded, share: 0.08}
    - {fault: rate-limited, first: 3, retry_after: 2s, model: gemini-3-pro-image}
    - {fault: capacity-exhausted, every: 9, retry_header: 4s}   # also as a Retry-After header
    - {fault: jpeg, every: 4}
    - {fault: overloaded, share: 0.9, requests: 100..200}   # a brown-out, by ordinal
    - {fault: internal, share: 0.5, from: 60s, to: 90s}     # or by time since the start
    - {fault: stall, share: 0.01, cut: 0.2, billed: false, route: any}
    - {fault: finish, share: 0.01, reason: SPII}
    - {fault: slow-head, share: 0.01, delay: 5s}
  batches: {pending: 30s, running: 5m, end: succeeded,  # or failed, expired, stuck
            states: batch}                              # or job: JOB_STATE_* as Vertex spells it
  tokens: {life: 3599s,    # of what /token gives out, by the emulator's clock
           required: true, # Vertex takes nothing else; without it any Bearer token is taken
           accounts: [{email: robot@p.iam.gserviceaccount.com}]}  # with public_key: PEM the
                           # signature is checked, else only its length; without accounts anybody
  bfl: {pending: 2,        # polls until a task of Black Forest Labs ends
        settle: 1.25,      # its final cost, times what was told when it was submitted
        key_at_sample: false}  # true: a key sent to a picture's address is overlooked, not 400
  dashscope: {pending: 1, running: 1}    # polls that a task spends in each state
  local:                   # instead of stable-diffusion.cpp at /sdcpp, vLLM-Omni at /vllm-omni
    - {at: /shop, like: LocalAI,        # and LocalAI at /localai; what differs may be said:
       errors: object,     # or text: {"error":"..."}, or detail: {"detail":[...]}
       edits: false, image_list: false, # has /images/edits; takes image[] besides image
       seed: false, url: true}          # takes a seed; answers addresses
  comfyui: {pending: 1}    # looks at a history that is still empty
  file_processing: 2s      # how long a file is PROCESSING
  file_space: 4096         # MiB that files and open uploads may hold; more is refused with 429
)";
}

}  // namespace vitrine::emulator
