#pragma once

#include <imgui.h>

#include <optional>
#include <string>
#include <vector>

#include "app/views/chain/chain_graph.h"
#include "app/views/draw/box.h"
#include "app/views/draw/formula_sheet.h"
#include "app/views/draw/view_colors.h"
#include "core/figures/chain_data.h"

namespace alphabar {

/// What the user asked of a chain; empty: nothing.
struct ChainEdits {
  std::optional<double> position;  ///< that shows the n which was clicked in the plot
  std::optional<ChainSpec> chain;  ///< as it was dragged, typed or clicked
};

/// A Markov chain at the n that playback has come to: its states with their probabilities, P beside
/// P^n, and how far every start still is from the stationary distribution. Made, used and destroyed
/// with its OpenGL context current.
class ChainView {
 public:
  /// Draws in `size` points of the current ImGui window, at the cursor. `chain` has passed check().
  ChainEdits draw(const ChainSpec& chain, double position, const ViewColors& colors,
                  const ImVec2& size);

  ImVec4 plot() const { return plot_; }  ///< on screen in the last frame: min x, min y, max, max
  ImVec2 disc(std::size_t state) const { return discs_[state]; }  ///< there: its middle

 private:
  struct Parts {
    Box graph, matrices, plot;
    ImVec2 cell;  // of the matrices
  };
  /// Behind a probability: no peak is so near the colour of text that a number could not be read.
  Rgb shade(double p) const;
  static Parts parts(std::size_t states, const Box& room);

  void read(const ChainSpec& chain);
  std::string summary() const;
  ChainSpec& edited();  ///< the chain that this frame asks for
  void tools();
  void choose_start();
  void draw_parts(const ImVec2& room);
  Box titled(const Box& box, const std::string& formula, const std::string& words);
  void draw_graph(const Box& box);
  /// Which state is under the mouse; -1: none. A click makes it the start.
  int state_under_mouse(const ChainGraph& graph, const Box& inside);
  void show_state(std::size_t state) const;
  void draw_matrices(const Box& box, const ImVec2& cell);
  /// Where P, P^n and the distributions beside them lie on screen, in pixels.
  struct Matrices {
    float heads = 0;                                   // height of what is above the cells
    float line = 0;                                    // between cells
    float type = 0;                                    // of the numbers; 0: none
    ImVec2 cell, inner;                                // with and without the line
    float left = 0, power = 0, vectors = 0, last = 0;  // of P, P^n, pi_n and pi
    float top = 0;                                     // of the cells
  };
  Matrices lay_out(const Box& box, const ImVec2& cell) const;
  void draw_heads(const Box& box, const Matrices& m);
  void draw_cell(const ImVec2& min, double p, const Matrices& m, const std::string& what);
  void edit_cell(std::size_t i, std::size_t j, const ImVec2& at, const Matrices& m);
  void draw_plot(const Box& box);

  std::optional<ChainSpec> shown_;
  ChainData data_;  // of shown_

  // Of the frame that is being drawn.
  int n_ = 0;
  ViewColors colors_;
  ChainEdits edits_;

  std::vector<double> column_;  // of the cell that is held, as it was when it was taken
  FormulaSheet sheet_;
  ImVec4 plot_{};
  std::vector<ImVec2> discs_;
};

}  // namespace alphabar
