#include "core/files/vector/vector_page.h"

#include "core/base/error.h"
#include "core/files/input_file.h"
#include "core/files/vector/pdf_page.h"
#include "core/files/vector/svg_page.h"

namespace alphabar {

std::unique_ptr<VectorPage> open_page(const std::filesystem::path& path, const PageSpec& spec) {
  const std::string ending = ending_of(path);
  if (ending == ".svg") return std::make_unique<SvgPage>(path, spec);
  if (ending == ".pdf") return std::make_unique<PdfPage>(path, spec);
  throw BadRequest(path.string(), "extension", path.extension().string(), ".svg, .pdf");
}

}  // namespace alphabar
