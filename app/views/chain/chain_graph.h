#pragma once

#include <imgui.h>

#include <Eigen/Core>
#include <string>
#include <vector>

#include "app/views/draw/view_colors.h"

namespace alphabar {

/// A state's name: A, B, ...
std::string state_name(std::size_t state);

/// A probability as diagrams have it: "0.25"; the bare 0 and 1 are exact.
std::string probability_text(double p);

/// What a graph shows of a chain.
struct ChainShown {
  const std::vector<std::vector<double>>& p;  ///< p[i][j]: to i from j
  const Eigen::VectorXd& now;                 ///< a probability a state
  const Eigen::VectorXd& pi;                  ///< the stationary ones; empty where there are not
  int lit = -1;                               ///< the state whose ways on stand out; -1: none
  int walker = -1, before = -1;               ///< where one walk is, and was; -1: none is shown
};

/// The states of a Markov chain on a circle. An arrow's width is the probability of going that way.
/// A disc's outline is a probability of 1; its filled area is the one now, and a ring's area the
/// stationary one.
class ChainGraph {
 public:
  /// Finds the places for `states` states in a box on screen.
  ChainGraph(std::size_t states, const ImVec2& min, const ImVec2& size);

  /// Into the current ImGui window. Returns how many of the numbers found no place on their ways
  /// or beside them; with very many ways, none is written.
  int draw(const ChainShown& chain, const ViewColors& colors) const;

  int state_at(const ImVec2& place) const;  ///< whose disc is there; -1: none
  const ImVec2& disc(std::size_t state) const { return discs_[state]; }  ///< its middle

 private:
  /// Whether there is a way back beside a way.
  enum class Back { none, there };
  /// The points of a way from disc to disc, the tip of its arrow last.
  std::vector<ImVec2> way(std::size_t to, std::size_t from, Back back) const;

  /// A probability on its way.
  struct Number {
    std::vector<ImVec2> points;  // of the way
    std::string text;
    bool loop;  // back to the same state
    std::size_t state;
  };
  // `taken`: places that are not free any more: min x, min y, max x, max y each.
  /// A name lies beside the way back, towards the middle's height or away from it; else on its
  /// disc.
  std::vector<ImVec2> place_names(std::vector<ImVec4>& taken) const;
  /// The numbers that belong to the ways.
  std::vector<Number> draw_ways(const ChainShown& chain, const ViewColors& colors) const;
  void draw_arrow(const std::vector<ImVec2>& points, float probability, const Rgb& color,
                  float stroke) const;
  /// How many found no place.
  int put_numbers(std::vector<Number> numbers, std::vector<ImVec4>& taken,
                  const ViewColors& colors) const;
  bool put_number(const Number& number, float size, std::vector<ImVec4>& taken,
                  const ViewColors& colors) const;
  void draw_walker(const ChainShown& chain, const ViewColors& colors) const;
  void draw_disc(std::size_t state, const ChainShown& chain, const ViewColors& colors) const;
  void draw_name(std::size_t state, const ImVec2& at, const ChainShown& chain,
                 const ViewColors& colors) const;
  float radius_of(double share) const;  ///< of a disc of that share of a whole one's area

  std::vector<ImVec2> discs_, outward_;  // middles, and unit vectors away from the circle's
  ImVec2 min_, max_;                     // of the box
  float radius_ = 1;
};

}  // namespace alphabar
