#pragma once
#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <string>

#include "image/stickers.h"
#include "tests/support/files.h"

namespace attention::test {

/// The shipped stickers, the three styles of training.
inline std::shared_ptr<const image::Stickers> shipped_stickers() {
  const std::string folder = "assets/images/stickers/";
  auto stickers = image::Stickers::parse(read_binary_file(folder + "accessories.safetensors"));
  REQUIRE(stickers);
  for (const char* style : {"noto", "twemoji", "fluent-emoji-flat"})
    REQUIRE(stickers->add_style(read_binary_file(folder + style + ".safetensors")));
  return std::make_shared<const image::Stickers>(*std::move(stickers));
}

}  // namespace attention::test
