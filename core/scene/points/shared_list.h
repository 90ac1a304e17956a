#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

namespace alphabar {

/// A list that copies share: copying is cheap however long it is, and so is comparing it with a
/// copy. What is in it never changes; to change it, put another list in its place.
template <class T>
class SharedList {
 public:
  using value_type = T;
  using const_iterator = typename std::vector<T>::const_iterator;
  using iterator = const_iterator;

  SharedList() = default;
  SharedList(std::vector<T> values)  // NOLINT(google-explicit-constructor): it is that list
      : all_(values.empty() ? nullptr : std::make_shared<const std::vector<T>>(std::move(values))) {
  }
  SharedList(std::initializer_list<T> values) : SharedList(std::vector<T>(values)) {}

  const std::vector<T>& values() const {
    static const std::vector<T> none;
    return all_ ? *all_ : none;
  }
  operator const std::vector<T>&() const { return values(); }  // NOLINT: the same

  std::size_t size() const { return values().size(); }
  bool empty() const { return !all_; }
  const_iterator begin() const { return values().begin(); }
  const_iterator end() const { return values().end(); }
  const T& operator[](std::size_t index) const { return (*all_)[index]; }
  const T& front() const { return all_->front(); }
  const T& back() const { return all_->back(); }

  friend bool operator==(const SharedList& a, const SharedList& b) {
    return a.all_ == b.all_ || a.values() == b.values();
  }

 private:
  std::shared_ptr<const std::vector<T>> all_;  // null: it is empty
};

}  // namespace alphabar
