#include "pipeline/store/layout.hpp"

#include "pipeline/store/local_disk.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
namespace fs = std::filesystem;

TEST_CASE("names on disk never change", "[store]") {
  const store::Layout layout("p/.vitrine");
  const util::Digest digest = util::sha256("abc");
  CHECK(layout.blob(digest) ==
        "p/.vitrine/blobs/sha256/ba/"
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(layout.part("0f") == "p/.vitrine/spool/0f.part");
  CHECK(layout.response("0f") == "p/.vitrine/spool/0f.resp");
  CHECK(layout.quarantine(*util::parse_date("2026-11-22")) == "p/.vitrine/quarantine/2026-11-22");
  CHECK(layout.database() == "p/.vitrine/lineage.db");
  CHECK(layout.database_copy(3) == "p/.vitrine/lineage-v3.db");
  CHECK(layout.lineage_lock() == "p/.vitrine/lineage.lock");
  CHECK(layout.sender_lock() == "p/.vitrine/sender.lock");
  CHECK(layout.comparison("spring-1") == "p/.vitrine/comparisons/spring-1.json");
}

TEST_CASE("a new store describes itself and has all 256 shards", "[store]") {
  const test::TempFolder folder;
  const store::Layout layout(folder / "a/.vitrine");
  store::establish(layout);
  CHECK(test::read_text(layout.layout_file()) ==
        "{\"layout\":1,\"digest\":\"sha256\",\"fanout\":2}\n");
  CHECK(std::distance(fs::directory_iterator(layout.blobs()), {}) == 256);
  CHECK(fs::is_directory(layout.shard(0x0f)));
  CHECK_NOTHROW(store::establish(layout));
}

TEST_CASE("a store of another layout is refused, a reformatted description is not", "[store]") {
  const test::TempFolder folder;
  const store::Layout layout(folder.path());
  folder.write("layout.json", "{ \"layout\": 1,\n  \"digest\": \"sha256\", \"fanout\": 2 }");
  CHECK_NOTHROW(store::establish(layout));
  folder.write("layout.json", R"({"layout":2,"digest":"blake3","fanout":2})");
  CHECK_THROWS_WITH(store::establish(layout), Catch::Contains("cannot use"));
}

TEST_CASE("network file systems are told from local ones", "[store]") {
  CHECK(store::network_type(0x6969) == "nfs");
  CHECK(store::network_type(0xFF534D42) == "cifs");
  CHECK_FALSE(store::network_type(0xEF53));  // ext4
  CHECK(store::is_remote_fuse("fuse.sshfs"));
  CHECK_FALSE(store::is_remote_fuse("fuse.fuse-overlayfs"));
  CHECK_FALSE(store::network_file_system("/proc/self/no/such/folder"));
}

TEST_CASE("a mount's type is found by its device number", "[store]") {
  const std::string mountinfo =
      "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
      "90 22 0:51 / /mnt/shop rw,nosuid - fuse.sshfs shop:/srv rw,user_id=0\n";
  CHECK(store::mount_type(mountinfo, 0, 51) == "fuse.sshfs");
  CHECK(store::mount_type(mountinfo, 8, 1) == "ext4");
  CHECK(store::mount_type(mountinfo, 8, 2).empty());
}
