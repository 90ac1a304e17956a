#include "core/files/xmp.h"

#include <array>
#include <utility>

#include "core/base/text.h"

namespace alphabar {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view opening = "<alphabar:scene xmlns:alphabar=\"urn:alphabar:scene\">",
                           closing = "</alphabar:scene>";

constexpr std::array<std::pair<char, std::string_view>, 4> entities{
    {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}}};

std::string plain_text(std::string_view xml) {
  std::string text;
  while (!xml.empty()) {
    std::size_t used = 1;
    char letter = xml.front();
    for (const auto& [plain, entity] : entities)
      if (xml.starts_with(entity)) {
        letter = plain;
        used = entity.size();
      }
    text.push_back(letter);
    xml.remove_prefix(used);
  }
  return text;
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string xml;
  for (const char letter : text) {
    std::string_view written(&letter, 1);
    for (const auto& [plain, entity] : entities)
      if (letter == plain) written = entity;
    // XML has no other control characters, not even as entities.
    if (static_cast<unsigned char>(letter) < 0x20 && letter != '\n' && letter != '\t')
      written = " ";
    xml.append(written);
  }
  return xml;
}

std::string xmp_element(const std::string& recipe) {
  return std::string(opening) + xml_text(recipe) + std::string(closing);
}

std::string xmp_packet(const std::string& recipe) {
  return "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
         "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
         "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
         "<rdf:Description rdf:about=\"\">" +
         xmp_element(recipe) +
         "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>\n";
}

std::optional<std::string> recipe_in_xmp(std::string_view bytes) {
  const auto recipe = between(bytes, opening, closing);
  if (!recipe) return std::nullopt;
  return plain_text(*recipe);
}

}  // namespace alphabar
