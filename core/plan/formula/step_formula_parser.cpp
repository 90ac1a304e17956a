#include <cctype>
#include <utility>

#include "core/base/error.h"
#include "core/plan/formula/step_formula.h"

namespace alphabar {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Equation equation() {
    Equation result = one_equation();
    while (take(',')) result.where.push_back(one_equation());
    if (!done()) refuse();
    return result;
  }

 private:
  Equation one_equation() {
    Equation result;
    result.left = sum();
    if (!take('=')) refuse();
    result.right = sum();
    return result;
  }

  Formula sum() {
    Formula result{Formula::Kind::sum, "", {}, {}};
    result.negative.push_back(take('-'));
    result.parts.push_back(product());
    while (peek() == '+' || peek() == '-') {
      result.negative.push_back(text_[at_++] == '-');
      result.parts.push_back(product());
    }
    if (result.parts.size() == 1 && !result.negative[0]) return std::move(result.parts[0]);
    return result;
  }

  Formula product() {
    Formula result{Formula::Kind::product, "", {power()}, {}};
    for (;;) {
      if (take('/')) {
        Formula whole = simple(result);
        result = {Formula::Kind::product, "", {}, {}};
        result.parts.push_back({Formula::Kind::quotient, "", {whole, power()}, {}});
      } else if (take('*') || starts_factor(peek())) {
        result.parts.push_back(power());
      } else {
        return simple(result);
      }
    }
  }
  static Formula simple(const Formula& product) {
    return product.parts.size() == 1 ? Formula(product.parts[0]) : product;
  }

  Formula power() {
    Formula base = atom();
    if (!take('^')) return base;
    Formula exponent = peek() == '-' ? negated() : atom();
    return {Formula::Kind::power, "", {base, exponent}, {}};
  }
  Formula negated() {
    take('-');
    return {Formula::Kind::sum, "", {atom()}, {true}};
  }

  Formula atom() {
    const char next = peek();
    if (next == '(' || next == '[') {
      ++at_;
      Formula inner = sum();
      if (!take(next == '(' ? ')' : ']')) refuse();
      return {Formula::Kind::bracket, std::string(1, next), {inner}, {}};
    }
    const std::size_t begin = at_;
    if (std::isdigit(static_cast<unsigned char>(next))) {
      while (at_ < text_.size() &&
             (std::isdigit(static_cast<unsigned char>(text_[at_])) || text_[at_] == '.'))
        ++at_;
      return {Formula::Kind::number, std::string(text_.substr(begin, at_ - begin)), {}, {}};
    }
    if (!std::isalpha(static_cast<unsigned char>(next))) refuse();
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_'))
      ++at_;
    if (at_ < text_.size() && text_[at_] == '\'') ++at_;
    Formula name{Formula::Kind::symbol, std::string(text_.substr(begin, at_ - begin)), {}, {}};
    if (at_ == text_.size() || text_[at_] != '(') return name;
    ++at_;
    do name.parts.push_back(sum());
    while (take(','));
    if (!take(')')) refuse();
    name.kind = name.text == "sqrt" ? Formula::Kind::root : Formula::Kind::call;
    return name;
  }

  static bool starts_factor(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '(' || c == '[';
  }
  char peek() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  bool done() { return peek() == '\0'; }
  [[noreturn]] void refuse() const {
    throw BadRequest("formula", "text", std::string(text_), "a formula",
                     "look at character " + std::to_string(at_ + 1));
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Equation parse_equation(std::string_view text) { return Parser(text).equation(); }

}  // namespace alphabar
