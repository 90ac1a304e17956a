#include "app/platform/file_dialog.h"

#include <portable_file_dialogs.h>

#include <variant>

namespace alphabar {

struct FileDialog::Box {
  std::variant<std::monostate, pfd::open_file, pfd::save_file> dialog;
};

bool FileDialog::available() { return pfd::settings::available(); }

FileDialog::FileDialog(Kind kind, const std::string& title, const std::filesystem::path& start,
                       const std::string& endings)
    : kind_(kind), box_(std::make_unique<Box>()) {
  std::vector<std::string> filters{"Scenes", endings};
  if (kind == Kind::save) {
    box_->dialog.emplace<pfd::save_file>(title, start.string(), filters);
    return;
  }
  filters.insert(filters.end(), {"All files", "*"});
  box_->dialog.emplace<pfd::open_file>(title, start.string(), filters);
}

FileDialog::~FileDialog() {
  const auto end = [](auto& dialog) {
    if constexpr (!std::is_same_v<std::decay_t<decltype(dialog)>, std::monostate>)
      if (!dialog.ready(0)) dialog.kill();
  };
  std::visit(end, box_->dialog);
}

std::optional<std::filesystem::path> FileDialog::answer() {
  if (auto* open = std::get_if<pfd::open_file>(&box_->dialog)) {
    if (!open->ready(0)) return std::nullopt;
    const std::vector<std::string> chosen = open->result();
    return chosen.empty() ? std::filesystem::path() : std::filesystem::path(chosen.front());
  }
  auto& save = std::get<pfd::save_file>(box_->dialog);
  if (!save.ready(0)) return std::nullopt;
  return std::filesystem::path(save.result());
}

}  // namespace alphabar
