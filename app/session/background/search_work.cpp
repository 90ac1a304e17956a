#include "app/session/background/search_work.h"

#include <utility>

#include "core/engine/cpu/cpu_engine.h"

namespace alphabar {

SearchWork::SearchWork()
    : maker_([this](const Key& key, const SearchMaker::Publish& publish,
                    std::stop_token stop) { make(key, publish, stop); },
             true) {}

SearchWork::~SearchWork() { stop(); }

void SearchWork::start(ListSearch search) {
  maker_.ask({++number_, std::make_shared<const ListSearch>(std::move(search))});
}

std::shared_ptr<const SearchRun> SearchWork::value() const {
  const auto found = maker_.value();
  if (!found || found->number != number_) return nullptr;
  return {found, &found->run};
}

void SearchWork::make(const Key& key, const SearchMaker::Publish& publish, std::stop_token stop) {
  if (!engine_) engine_ = std::make_unique<CpuEngine>(CpuOptions{.threads = 1});
  SearchRun run;
  const auto show = [&] { publish(std::make_shared<const Found>(Found{key.number, run})); };
  run.progress.best = find_list(
      *key.search, *engine_,
      [&](const SearchProgress& so_far) {
        run.progress = so_far;
        show();
      },
      stop);
  if (stop.stop_requested()) return;
  run.progress.done = 1;
  run.compared = compare_lists(*key.search, run.progress.best, *engine_, 8, stop);
  show();
}

}  // namespace alphabar
