#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/session/background/maker.h"
#include "core/figures/nets/net_figures.h"
#include "core/learn/folder/net_folder.h"
#include "core/learn/model/log_z.h"
#include "core/learn/train/trainer.h"
#include "core/trajectory/trajectory.h"

namespace alphabar {

/// A training as it stands at one moment.
struct LearnSnapshot {
  std::shared_ptr<const TrainingProblem> problem;
  LossHistory losses;
  std::optional<double> least;  ///< that any net can reach; none: not known, or not yet
  AskedLevels asked;            ///< since it was begun here, or gone on from
  std::shared_ptr<const LearnedNet> net;
  std::shared_ptr<const LearnedDenoiser> model;  ///< of the net; null: of a classifier
  TrainingState state;
  std::vector<Vec2> positives,
      negatives;                ///< of an energy: data, and where its chains are
  double steps_per_second = 0;  ///< 0: not known
  std::string problem_text;     ///< why it went no further; empty: nothing is wrong
  bool done() const { return state.step >= problem->training().steps; }
};

/// Trains the net of the open scene on a thread of low priority, while nobody waits for it:
/// started, paused, taken a step further, begun anew, gone on from a folder. All functions are
/// called from one thread.
class LearnWork {
 public:
  LearnWork();

  /// What is trained is the training of this scene from now on; of another one than before, the
  /// training waits: at its first weights, or at the furthest of the nets that the scene's lanes
  /// ask by name and that are of this very training. Cheap: called in every frame.
  void follow(const Scene& scene);
  /// Why the scene's training cannot be; empty: it can.
  const std::string& refusal() const { return refusal_; }

  void start();
  void pause();
  void step(int steps = 1);  ///< so many more, then it waits
  void reset();              ///< to the first weights, and waits
  /// Goes on from a folder's net; throws BadRequest where it is of another training.
  void go_on(const std::filesystem::path& folder);
  /// Writes the training as it stands, and the scene. Throws BadRequest, Failed; or BadRequest
  /// where nothing has been made.
  void save(const std::filesystem::path& folder, const Scene& scene) const;

  bool running() const { return running_; }
  /// The newest of what is trained now; null before the first.
  std::shared_ptr<const LearnSnapshot> snapshot() const;

  /// What the newest net says over the plane; perhaps of a net, or a wish, of a moment ago. Null:
  /// none yet.
  std::shared_ptr<const NetMapPicture> map(const NetMapSpec& spec);
  std::shared_ptr<const ScoreErrors> errors();
  /// log Z of an energy, of a net of a moment ago: null for other nets, and before the first.
  std::shared_ptr<const LogZ> log_z();
  /// How near a run's end lies to the training set (core/figures/nets/net_figures.h), by its first
  /// 500 particles; none: every batch is drawn anew, or it is not known yet.
  std::optional<double> memorised(std::shared_ptr<const Trajectory<float>> run);

  bool wait(std::chrono::milliseconds timeout);  ///< until it neither trains nor draws

 private:
  struct Inputs {
    TrainingSpec training;
    DataSpec data;
    ProcessSpec process;
  };
  /// What the thread is to do; each change ends what it does.
  struct Key {
    std::shared_ptr<const TrainingProblem> problem;
    std::shared_ptr<const NetFolder> from;  ///< with a state; null: the first weights
    int begun = 0;                          ///< times that it was begun anew
    bool running = false;
    std::int64_t until = 0;  ///< a step that is gone to in any case
    bool operator==(const Key&) const = default;
  };
  /// The thread's own.
  struct Training {
    Key of;
    std::unique_ptr<Trainer> trainer;
    LossHistory losses;
    std::optional<double> least;
    bool least_known = false;
    double seconds_per_step = 0;
    std::string problem;
  };
  using Publish = Maker<Key, LearnSnapshot>::Publish;
  void ask();
  void make(const Key& key, const Publish& publish, const std::stop_token& stop);
  void begin(const Key& key);
  void take_steps(const Key& key, const Publish& publish, const std::stop_token& stop);
  std::shared_ptr<const LearnSnapshot> now() const;

  struct MapKey {
    std::shared_ptr<const LearnSnapshot> of;
    NetMapSpec spec;
    bool operator==(const MapKey&) const = default;
  };

  struct NearKey {
    std::shared_ptr<const TrainingProblem> problem;
    std::shared_ptr<const Trajectory<float>> run;
    bool operator==(const NearKey&) const = default;
  };
  struct Nearness {
    NearKey of;
    double ratio;
  };

  std::optional<Inputs> inputs_;
  std::string refusal_;
  Key key_;
  std::atomic<bool> running_ = false;  // goes off where a training ends
  Training training_;                  // of the maker's thread

  Maker<Key, LearnSnapshot> maker_;  // last: they stop before the rest goes
  Maker<MapKey, NetMapPicture> maps_;
  Maker<std::shared_ptr<const LearnSnapshot>, ScoreErrors> errors_;
  Maker<NearKey, Nearness> nearness_;
  Maker<std::shared_ptr<const LearnSnapshot>, LogZ> log_z_;
};

}  // namespace alphabar
