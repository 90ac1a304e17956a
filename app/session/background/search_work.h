#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "app/session/background/maker.h"
#include "core/search/list_search.h"

namespace alphabar {

class Engine;

/// A search for a list of levels, under way or done.
struct SearchRun {
  SearchProgress progress;
  std::vector<ComparedList> compared;  ///< once it is done; empty where it was stopped
};

/// Searches for lists of levels, one at a time, on a thread of low priority.
class SearchWork {
 public:
  SearchWork();
  ~SearchWork();

  /// Begins; what was under way is stopped.
  void start(ListSearch search);
  /// Stops; what was found so far stays.
  void stop() { maker_.cancel(); }

  /// The newest state of the newest search; null before its first list.
  std::shared_ptr<const SearchRun> value() const;
  std::string error() const { return maker_.error(); }
  bool idle() const { return maker_.idle(); }
  bool wait(std::chrono::milliseconds timeout) { return maker_.wait(timeout); }

 private:
  struct Key {
    std::uint64_t number = 0;  ///< of the search: asking twice for one is two
    std::shared_ptr<const ListSearch> search;
    bool operator==(const Key& other) const { return number == other.number; }
  };
  struct Found {
    std::uint64_t number = 0;
    SearchRun run;
  };
  using SearchMaker = Maker<Key, Found>;
  void make(const Key& key, const SearchMaker::Publish& publish, std::stop_token stop);

  std::uint64_t number_ = 0;
  std::unique_ptr<Engine> engine_;  // the work's thread only
  SearchMaker maker_;               // last: it stops before the rest goes
};

}  // namespace alphabar
