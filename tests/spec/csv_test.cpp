#include "pipeline/spec/csv.hpp"

#include "pipeline/spec/encoding.hpp"
#include "pipeline/spec/html.hpp"

#include <catch2/catch.hpp>

using namespace vitrine::spec;

namespace {

using Cells = std::vector<std::string>;

Csv read(std::string_view bytes) { return read_csv(bytes).value(); }

}  // namespace

TEST_CASE("quoted cells may hold separators, quotes and line breaks", "[spec]") {
  const Csv csv = read("id,title\r\n1,\"a, \"\"b\"\"\nc\"\r\n2,12\" pan\r\n");
  CHECK(csv.headings == Cells{"id", "title"});
  REQUIRE(csv.rows.size() == 2);
  CHECK(csv.rows[0].cells == Cells{"1", "a, \"b\"\nc"});
  CHECK(csv.rows[1].cells == Cells{"2", "12\" pan"});
}

TEST_CASE("rows are counted as the spreadsheet does, lines as the editor does", "[spec]") {
  const Csv csv = read("id,t\n1,\"a\nb\"\n\n2,c\n");
  REQUIRE(csv.rows.size() == 2);
  CHECK(csv.rows[0].row == 2);
  CHECK(csv.rows[0].line == 2);
  CHECK(csv.rows[1].row == 4);
  CHECK(csv.rows[1].line == 5);
}

TEST_CASE("the delimiter is what splits the headings most", "[spec]") {
  CHECK(read("a;b;c\n1;2,5;3\n").delimiter == ';');
  CHECK(read("a\tb\n1\t2\n").delimiter == '\t');
  CHECK(read("a|b\n1|2\n").delimiter == '|');
  CHECK(read("\"a;b;c\",d\n1,2\n").delimiter == ',');
  CHECK(read("a;b;c\n1;2,5;3\n").rows[0].cells[1] == "2,5");
}

TEST_CASE("a row that cannot be split right spoils itself alone", "[spec]") {
  const Csv csv = read("a,b\n1,\"open\n2,ok\n3\n4,x,y\n5,\"ok\"\n");
  REQUIRE(csv.rows.size() == 5);
  CHECK(csv.rows[0].wrong == "a quote is opened and not closed");
  CHECK(csv.rows[1].cells == Cells{"2", "ok"});
  CHECK(csv.rows[2].wrong.starts_with("it has 1 cell where the headings have 2"));
  CHECK(csv.rows[3].wrong.starts_with("it has 3 cells"));
  CHECK(csv.rows[4].cells == Cells{"5", "ok"});
}

TEST_CASE("encodings are told from the bytes", "[spec]") {
  const Csv bom = read("\xEF\xBB\xBFid,n\n1,\xC3\xA9\n");
  CHECK(bom.headings[0] == "id");
  CHECK(bom.encoding == "UTF-8");
  const Csv western = read("id,n\n1,gr\xFCn \x80\n");
  CHECK(western.encoding == "Windows-1252");
  CHECK(western.rows[0].cells[1] == "gr\xC3\xBCn \xE2\x82\xAC");
  const std::string little("\xFF\xFEi\0,\0n\0\n\0\x31\0,\0\x3D\xD8\x00\xDE\n\0", 20);
  const Csv wide = read(little);
  CHECK(wide.encoding == "UTF-16");
  CHECK(wide.rows[0].cells[1] == "\xF0\x9F\x98\x80");
  const std::string big("\xFE\xFF\0i\0\n\0\xE9", 8);
  CHECK(read(big).rows[0].cells[0] == "\xC3\xA9");
  CHECK(decode_text(std::string("\xFF\xFE\x00\xD8", 4)).utf8 == "\xEF\xBF\xBD");
}

TEST_CASE("a table without headings is refused", "[spec]") {
  CHECK_FALSE(read_csv("").has_value());
  CHECK_FALSE(read_csv(",,\n1,2,3\n").has_value());
  CHECK_FALSE(read_csv("\"open\n").has_value());
}

TEST_CASE("HTML becomes the text it shows", "[spec]") {
  CHECK(text_of_html("<p>Mug &amp; lid<br>21&nbsp;cm &lt; 30&#x20AC;</p>") ==
        "Mug & lid 21 cm < 30\xE2\x82\xAC");
  CHECK(text_of_html("gr&uuml;n &unknown; a < b, 3<4 & more") ==
        "gr\xC3\xBCn &unknown; a < b, 3<4 & more");
  CHECK(text_of_html("&#0;&#xD800;") == "&#0;&#xD800;");
}
