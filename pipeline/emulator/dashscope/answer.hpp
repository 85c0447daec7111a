#pragma once

#include "pipeline/emulator/dashscope/request.hpp"
#include "pipeline/emulator/picture_shelf.hpp"
#include "pipeline/emulator/vendor.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vitrine::emulator::dashscope {

/// Pictures that were drawn, with the addresses they will have.
struct Drawn {
  struct Picture {
    std::string id, bytes, type, address;
  };
  std::vector<Picture> pictures;
};

/// What an answer depends on besides the body.
struct Job {
  const Model* model = nullptr;
  Form form = Form::messages;
  std::string request_id, base;
  Look look;
  std::optional<Fault> fault;
  util::Timestamp now;
};

/// On any thread.
Drawn drawn(const Order& order, std::uint64_t seed, const Job& job, const PictureShelf& shelf);
std::uint64_t seed_for(std::string_view body, const Order& order, const Look& look);
Charge charge_for(const Model& model, std::size_t pictures);

/// The answer at once: choices with one message.
std::string message_json(const Drawn& drawn, const Order& order, const Job& job);

/// A task as it stands; `results` is a finished list, or empty.
std::string task_json(std::string_view task,
                      std::string_view status,
                      std::string_view results,
                      std::string_view request_id);
std::string failed_json(std::string_view task, const Error& error, std::string_view request_id);
std::string results_json(const Drawn& drawn, const Order& order);

}  // namespace vitrine::emulator::dashscope
