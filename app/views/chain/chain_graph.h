#pragma once

#include <imgui.h>

#include <string>
#include <vector>

#include "app/views/draw/view_colors.h"

namespace alphabar {

/// A state's name: A, B, ...
std::string state_name(std::size_t state);

/// A probability as diagrams have it: "0.25"; the bare 0 and 1 are exact.
std::string probability_text(double p);

/// The states of a Markov chain on a circle. An arrow's width is the probability of going that way.
/// A disc's outline is a probability of 1; its filled area is the one now, and a ring's area the
/// stationary one.
class ChainGraph {
 public:
  /// Finds the places for `states` states in a box on screen.
  ChainGraph(std::size_t states, const ImVec2& min, const ImVec2& size);

  /// p[i][j]: to i from j; now: a probability a state; pi: the same, empty where there is not one.
  /// Where `lit` is a state, the ways that lead on from it stand out. Returns how many of the
  /// numbers found no place on their ways or beside them; with very many ways, none is written.
  int draw(ImDrawList& list, const std::vector<std::vector<double>>& p,
           const std::vector<double>& now, const std::vector<double>& pi, int lit,
           const ViewColors& colors) const;

  int state_at(const ImVec2& place) const;  ///< whose disc is there; -1: none
  const ImVec2& disc(std::size_t state) const { return discs_[state]; }  ///< its middle

 private:
  /// The points of a way from disc to disc, the tip of its arrow last. `both`: there is one back.
  std::vector<ImVec2> way(std::size_t to, std::size_t from, bool both) const;

  /// A probability on its way.
  struct Number {
    std::vector<ImVec2> points;  // of the way
    std::string text;
    bool loop;  // back to the same state
    std::size_t state;
  };
  /// False where nothing is free of what is `taken`: min x, min y, max x, max y each.
  bool put_number(ImDrawList& list, const Number& number, float size, std::vector<ImVec4>& taken,
                  const ViewColors& colors) const;

  std::vector<ImVec2> discs_, outward_;  // middles, and unit vectors away from the circle's
  ImVec2 min_, max_;                     // of the box
  float radius_ = 1;
};

}  // namespace alphabar
