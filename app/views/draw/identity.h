#pragma once

#include <memory>

namespace alphabar {

/// Which object something was made from, without keeping it: equal to another one of the same
/// object, never to one of an object that came to lie in the same place.
class Identity {
 public:
  Identity() = default;
  template <class T>
  explicit Identity(const std::shared_ptr<T>& object) : object_(object) {}

  bool operator==(const Identity& other) const {
    return !object_.owner_before(other.object_) && !other.object_.owner_before(object_);
  }

 private:
  std::weak_ptr<const void> object_;
};

}  // namespace alphabar
