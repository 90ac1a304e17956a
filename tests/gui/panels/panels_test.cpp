#include "app/views/draw/view_colors.h"
#include "app/window/document/scene_file.h"
#include "core/model/mixture.h"
#include "core/plan/samplers/samplers.h"
#include "tests/gui/window/window_driver.h"

namespace alphabar {
namespace {

class Panels : public WindowDriver {};

TEST_F(Panels, StepsAreTypedAndOnlyThatLaneRuns) {
  drive([&](ImGuiTestContext& ui) {
    const auto before = runs();
    type(ui, "$$0/##steps", "7");
    EXPECT_EQ(scene().lanes[0].sampler.grid.steps, 7);
    EXPECT_EQ(runs()->results[0].trajectory->rows(), 8u);
    EXPECT_EQ(runs()->results[1].trajectory, before->results[1].trajectory);
  });
}

TEST_F(Panels, EtaIsThereJustForTheSamplersThatHaveIt) {
  drive([&](ImGuiTestContext& ui) {
    EXPECT_FALSE(ui.ItemExists("$$1/##eta"));
    pick(ui, "$$1/##sampler", "DDIM");
    EXPECT_EQ(scene().lanes[1].sampler.kind, SamplerKind::ddim);
    type(ui, "$$1/##eta", "0.5");
    EXPECT_EQ(scene().lanes[1].sampler.eta, 0.5);
    EXPECT_GT(runs()->lanes[1].plan->rows[10].c_z, 0);
    EXPECT_FALSE(ui.ItemExists("$$1/##form"));
  });
}

TEST_F(Panels, EverySamplerCanBeChosenAndRuns) {
  drive([&](ImGuiTestContext& ui) {
    for (const SamplerInfo& info : samplers()) {
      pick(ui, "$$0/##sampler", info.title);
      EXPECT_EQ(scene().lanes[0].sampler.kind, info.kind);
      ASSERT_EQ(runs()->error, "") << info.title;
      EXPECT_EQ(*runs()->lanes[0].plan, build_plan(*runs()->process, scene().lanes[0].sampler));
    }
  });
}

TEST_F(Panels, AProcessShowsItsOwnNumbers) {
  drive([&](ImGuiTestContext& ui) {
    EXPECT_TRUE(ui.ItemExists("##beta_start"));
    pick(ui, "##process", "DDPM, cosine ᾱ");
    EXPECT_EQ(scene().process.kind, ProcessKind::cosine);
    EXPECT_FALSE(ui.ItemExists("##beta_start"));
    EXPECT_EQ(runs()->process->spec().kind, ProcessKind::cosine);
    pick(ui, "##process", "VP SDE");
    type(ui, "##beta_max", "12");
    EXPECT_EQ(runs()->process->spec().beta_max, 12);
  });
}

TEST_F(Panels, AFormulaThatIsWrongKeepsTheLastGoodOne) {
  drive([&](ImGuiTestContext& ui) {
    pick(ui, "##process", "DDPM, ᾱ by formula");
    type(ui, "##formula", "1 - 0.9*u");
    EXPECT_EQ(scene().process.formula, "1 - 0.9*u");
    EXPECT_NEAR(runs()->process->alpha_bar(1000), 0.1, 1e-12);
    EXPECT_FALSE(ui.ItemExists("##formula_problem"));
    const Scene good = scene();
    ui.ItemInput("##formula");
    ui.KeyCharsReplace("1 - 0.9*v");
    ui.Yield(2);
    EXPECT_TRUE(ui.ItemExists("##formula_problem"));
    EXPECT_FALSE(ui.ItemExists("Repair")) << "it is no formula";
    EXPECT_EQ(scene(), good);
    EXPECT_EQ(app().session.refusal(), "");
    ui.KeyPress(ImGuiKey_Enter);
    settle(ui);
    EXPECT_EQ(scene(), good);
    EXPECT_TRUE(ui.ItemExists("##formula_problem")) << "it waits in its field";
    ui.ItemClick("Discard");
    ui.Yield(2);
    EXPECT_FALSE(ui.ItemExists("##formula_problem"));
    type(ui, "##T", "500");
    EXPECT_EQ(runs()->process->T(), 500);
    EXPECT_NEAR(runs()->process->alpha_bar(500), 0.1, 1e-12);
  });
}

TEST_F(Panels, AFormulaThatFallsTooFarIsMarkedAndRepaired) {
  drive([&](ImGuiTestContext& ui) {
    pick(ui, "##process", "DDPM, ᾱ by formula");
    type(ui, "##T", "100");
    type(ui, "##formula", "1 - 0.9*u");
    const Scene good = scene();
    type(ui, "##formula", "1 - 1.2*u");  // below 0 where u > 5 / 6
    EXPECT_EQ(scene(), good) << "not even its first half is taken";
    const FormulaCurve* marked = app().formula.marked(scene().process);
    ASSERT_TRUE(marked);
    EXPECT_EQ(marked->faults.size(), 17);
    EXPECT_EQ(marked->faults.front(), 83);
    type(ui, "##T", "130");
    marked = app().formula.marked(scene().process);
    ASSERT_TRUE(marked) << "it is judged anew";
    EXPECT_EQ(marked->faults.size(), 22);
    EXPECT_EQ(marked->faults.front(), 108);
    ui.ItemClick("Repair");
    settle(ui);
    EXPECT_EQ(app().session.refusal(), "");
    EXPECT_EQ(scene().process.kind, ProcessKind::betas);
    ASSERT_EQ(runs()->process->T(), 130);
    EXPECT_NEAR(runs()->process->alpha_bar(65), 0.4, 1e-9);
    EXPECT_EQ(app().formula.marked(scene().process), nullptr);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    settle(ui);
    EXPECT_EQ(scene().process.formula, "1 - 0.9*u");
    EXPECT_EQ(app().formula.marked(scene().process), nullptr) << "undone is not typed anew";
  });
}

TEST_F(Panels, AFormulaThatBecomesAScheduleWithAnotherTIsTaken) {
  drive([&](ImGuiTestContext& ui) {
    pick(ui, "##process", "DDPM, ᾱ by formula");
    type(ui, "##formula", "1 - 0.002*t");  // below 0 from t = 500 on
    EXPECT_NE(scene().process.formula, "1 - 0.002*t");
    type(ui, "##T", "400");
    EXPECT_EQ(scene().process.formula, "1 - 0.002*t");
    EXPECT_NEAR(runs()->process->alpha_bar(400), 0.2, 1e-9);
    EXPECT_FALSE(ui.ItemExists("##formula_problem"));
  });
}

TEST_F(Panels, EscapeBringsBackTheFormulaThatWaited) {
  drive([&](ImGuiTestContext& ui) {
    pick(ui, "##process", "DDPM, ᾱ by formula");
    const Scene before = scene();
    type(ui, "##formula", "2 - u");
    ui.ItemInput("##formula");
    ui.KeyCharsReplace("1 - 0.5*u");  // good, and taken as long as it stays
    ui.Yield(2);
    EXPECT_EQ(scene().process.formula, "1 - 0.5*u");
    ui.KeyPress(ImGuiKey_Escape);
    settle(ui);
    EXPECT_EQ(scene(), before);
    ASSERT_TRUE(app().formula.marked(scene().process));
    EXPECT_EQ(app().formula.typed.text, "2 - u");
  });
}

TEST_F(Panels, AFormulaThatWaitsEndsWithItsKindAndItsDocument) {
  drive([&](ImGuiTestContext& ui) {
    pick(ui, "##process", "DDPM, ᾱ by formula");
    type(ui, "##formula", "2");
    pick(ui, "##process", "DDPM, linear β");
    pick(ui, "##process", "DDPM, ᾱ by formula");
    EXPECT_FALSE(app().formula.marked(scene().process));
    type(ui, "##formula", "2");
    ASSERT_TRUE(app().formula.marked(scene().process));
    Scene other = scene();
    other.title = "of the same formula";
    open_document(app(), other);
    EXPECT_FALSE(app().formula.marked(scene().process));
  });
}

TEST_F(Panels, BetasByHandBeginWithThoseOfTheProcess) {
  drive([&](ImGuiTestContext& ui) {
    pick(ui, "##process", "DDPM, cosine ᾱ");
    const double before = runs()->process->alpha_bar(700);
    pick(ui, "##process", "DDPM, β by hand");
    EXPECT_EQ(runs()->process->T(), 1000);
    EXPECT_NEAR(runs()->process->alpha_bar(700), before, 1e-12);
  });
}

TEST_F(Panels, DraggingTStopsAtTheStepsOfTheLongestRun) {
  drive([&](ImGuiTestContext& ui) {
    type(ui, "$$0/##steps", "900");
    for (int i = 0; i < 4; ++i) {
      ui.MouseMove("##T");
      ui.MouseDown();
      ui.MouseMoveToPos({2, ImGui::GetMousePos().y});
      ui.MouseUp();
    }
    settle(ui);
    EXPECT_EQ(scene().process.T, 900);
    EXPECT_EQ(scene().lanes[0].sampler.grid.steps, 900);
  });
}

TEST_F(Panels, AWholeNumberMayBeTypedWithAnExponent) {
  drive([&](ImGuiTestContext& ui) {
    type(ui, "##particles", "1e3");
    EXPECT_EQ(scene().particles, 1000);
    type(ui, "##particles", "99999999999");
    EXPECT_EQ(scene().particles, 1000);
    EXPECT_NE(app().session.refusal().find("2147483647"), std::string::npos);
  });
}

TEST_F(Panels, WithoutNoiseLanesBecomeLangevinDynamics) {
  drive([&](ImGuiTestContext& ui) {
    const Scene before = scene();
    pick(ui, "##process", "No noise");
    EXPECT_EQ(runs()->error, "");
    EXPECT_EQ(scene().lanes[1].sampler.kind, SamplerKind::langevin);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    settle(ui);
    EXPECT_EQ(scene().lanes, before.lanes);
  });
}

TEST_F(Panels, LanesOfASceneBeforeAreMarked) {
  drive([&](ImGuiTestContext& ui) {
    EXPECT_FALSE(runs()->outdated);
    ui.ItemClick("$$1/##mute");  // no lane is left that can run
    type(ui, "$$0/##steps", "5000");
    EXPECT_TRUE(runs()->outdated);
    EXPECT_NE(runs()->error, "");
    type(ui, "$$0/##steps", "50");
    EXPECT_FALSE(runs()->outdated);
  });
}

TEST_F(Panels, AFormulaThatWaitsGivesWayToAnotherScenes) {
  drive([&](ImGuiTestContext& ui) {
    pick(ui, "##process", "DDPM, ᾱ by formula");
    type(ui, "##formula", "2");
    EXPECT_TRUE(app().formula.marked(scene().process));
    Scene other = scene();
    other.process.formula = "1 - 0.5*u";
    app().session.apply(other);
    ui.Yield(2);
    EXPECT_FALSE(app().formula.marked(scene().process));
    EXPECT_FALSE(ui.ItemExists("##formula_problem"));
  });
}

TEST_F(Panels, AProcessWithFewerTimestepsThanARunHasStepsTakesItsStepsAlong) {
  drive([&](ImGuiTestContext& ui) {
    const Scene before = scene();
    type(ui, "##T", "60");
    EXPECT_EQ(runs()->error, "");
    EXPECT_EQ(runs()->process->T(), 60);
    EXPECT_EQ(scene().lanes[0].sampler.grid.steps, 60);
    EXPECT_EQ(scene().pictures.sampler.grid.steps, before.pictures.sampler.grid.steps) << "50 fit";
    EXPECT_NE(app().notice.words, "");
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    settle(ui);
    EXPECT_EQ(scene().lanes[0].sampler.grid.steps, before.lanes[0].sampler.grid.steps);
    EXPECT_EQ(runs()->process->T(), 1000);
  });
}

TEST_F(Panels, ADragIsOneStepOfUndo) {
  drive([&](ImGuiTestContext& ui) {
    ui.MouseMove("##beta_end");
    ui.MouseDown();
    const ImVec2 from = ImGui::GetMousePos();
    for (int i = 1; i <= 8; ++i) ui.MouseMoveToPos({from.x + 6.0F * static_cast<float>(i), from.y});
    ui.MouseUp();
    settle(ui);
    const double dragged = scene().process.beta_end;
    EXPECT_GT(dragged, 0.02);
    EXPECT_EQ(runs()->process->spec().beta_end, dragged);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(scene().process.beta_end, 0.02);
    EXPECT_FALSE(app().session.can_undo());
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Y);
    EXPECT_EQ(scene().process.beta_end, dragged);
    settle(ui);
    EXPECT_EQ(runs()->process->spec().beta_end, dragged);
  });
}

TEST_F(Panels, RightClickGivesTheUsualValueBack) {
  drive([&](ImGuiTestContext& ui) {
    type(ui, "##seed", "200");
    EXPECT_EQ(scene().seed, 200u);
    ui.ItemClick("##seed", ImGuiMouseButton_Right);
    EXPECT_EQ(scene().seed, 1u);
  });
}

TEST_F(Panels, ABadNumberIsRefusedWithAMessage) {
  drive([&](ImGuiTestContext& ui) {
    const Scene before = scene();
    const auto ran = runs();
    for (const auto& [item, text] :
         std::initializer_list<std::pair<const char*, const char*>>{{"##particles", "0"},
                                                                    {"##particles", "-5"},
                                                                    {"##beta_end", "1.5"},
                                                                    {"##beta_end", "nan"},
                                                                    {"##T", "0"},
                                                                    {"$$0/##steps", "0"}}) {
      type(ui, item, text);
      EXPECT_EQ(scene(), before) << item << " = " << text;
      EXPECT_FALSE(app().session.refusal().empty()) << item << " = " << text;
      EXPECT_TRUE(ui.ItemExists("//##refusal/##close"));
      ui.ItemClick("//##refusal/##close");
      EXPECT_EQ(app().session.refusal(), "");
    }
    EXPECT_EQ(runs(), ran);
    EXPECT_FALSE(app().session.can_undo());
  });
}

TEST_F(Panels, ALaneKeepsItsHueWhoeverComesBeforeIt) {
  drive([&](ImGuiTestContext& ui) {
    const ViewColors all = view_colors(scene().view.theme);
    const auto hue = [&](std::size_t lane) {
      return view_colors(scene().view.theme, *runs()).lane(lane);
    };
    EXPECT_EQ(hue(1), all.lane(1));
    ui.ItemClick("$$0/##copy");
    settle(ui);
    ASSERT_EQ(scene().lanes.size(), 3u);
    EXPECT_EQ(hue(0), all.lane(0));
    EXPECT_EQ(hue(1), all.lane(2)) << "the new one";
    EXPECT_EQ(hue(2), all.lane(1)) << "the second before";
    ui.ItemClick("$$0/##remove");
    settle(ui);
    EXPECT_EQ(hue(1), all.lane(1));
    ui.ItemClick("Add a lane##add");
    settle(ui);
    EXPECT_EQ(hue(2), all.lane(0)) << "the first that is free";
    for (int i = 0; i < 3; ++i) ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(scene().lanes, default_scene().lanes);
  });
}

TEST_F(Panels, LanesAreDuplicatedAndRemoved) {
  drive([&](ImGuiTestContext& ui) {
    ui.ItemClick("$$1/##copy");
    settle(ui);
    ASSERT_EQ(scene().lanes.size(), 3u);
    EXPECT_EQ(scene().lanes[2].sampler, scene().lanes[1].sampler);
    EXPECT_EQ(scene().lanes[2].name, scene().lanes[1].name + " 2");
    EXPECT_EQ(runs()->lanes.size(), 3u);
    ui.ItemClick("$$0/##remove");
    settle(ui);
    EXPECT_EQ(scene().lanes.size(), 2u);
    EXPECT_EQ(runs()->lanes.size(), 2u);
    EXPECT_EQ(scene().lanes[0].sampler.kind, SamplerKind::probability_flow);
  });
}

TEST_F(Panels, ANameGoesWithTheKindOfSamplerThatItTold) {
  drive([&](ImGuiTestContext& ui) {
    const std::vector<LaneSpec> before = scene().lanes;
    ASSERT_FALSE(before[0].name.empty());
    type(ui, "$$0/##steps", "50");
    EXPECT_EQ(scene().lanes[0].name, before[0].name) << "of the same kind";
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    pick(ui, "$$0/##sampler", sampler_info(SamplerKind::ddpm).title);
    EXPECT_EQ(scene().lanes[0].name, "");
    EXPECT_EQ(runs()->lanes[0].title, sampler_info(SamplerKind::ddpm).title);
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(scene().lanes, before) << "in one step";
  });
}

TEST_F(Panels, LanesThatAreCalledTheSameAreNumbered) {
  drive([&](ImGuiTestContext& ui) {
    for (const char* lane : {"$$0/##sampler", "$$1/##sampler"}) pick(ui, lane, "DDIM");
    EXPECT_EQ(runs()->lanes[0].title, "DDIM");
    EXPECT_EQ(runs()->lanes[1].title, "DDIM 2");
    ui.ItemClick("$$0/##copy");
    settle(ui);
    EXPECT_EQ(runs()->lanes[2].title, "DDIM 3");
  });
}

TEST_F(Panels, LanesShareTheirNoiseOrDoNot) {
  drive([&](ImGuiTestContext& ui) {
    EXPECT_EQ(runs()->results[0].trajectory->state(0)[0],
              runs()->results[1].trajectory->state(0)[0]);
    ui.ItemClick("##paired");
    settle(ui);
    EXPECT_FALSE(scene().paired);
    EXPECT_NE(runs()->results[0].trajectory->state(0)[0],
              runs()->results[1].trajectory->state(0)[0]);
  });
}

TEST_F(Panels, ANameWithASpaceDoesNotPlay) {
  drive([&](ImGuiTestContext& ui) {
    ui.ItemInput("$$0/##name");
    ui.KeyCharsReplaceEnter("my first lane");
    settle(ui);
    EXPECT_EQ(scene().lanes[0].name, "my first lane");
    EXPECT_EQ(runs()->lanes[0].title, "my first lane");
    EXPECT_FALSE(app().playback.playing);
  });
}

TEST_F(Panels, DataIsChosen) {
  drive([&](ImGuiTestContext& ui) {
    const std::string other = data_presets().back();
    pick(ui, "##data", other);
    EXPECT_EQ(scene().data, data_preset(other));
    EXPECT_EQ(runs()->target->data().components, components_of(data_preset(other)));
    type(ui, "##bandwidth", "0.2");
    EXPECT_EQ(runs()->target->data().components[0].std[0], 0.2);
  });
}

TEST_F(Panels, ALossGuidesTheRuns) {
  drive([&](ImGuiTestContext& ui) {
    const auto plain = runs()->results[1].trajectory;
    pick(ui, "##guidance", "x̂₀ near a point");
    type(ui, "##target_x", "1.5");
    EXPECT_EQ(scene().guidance.target, (Vec2{1.5, 0}));
    EXPECT_EQ(runs()->lanes[1].guide.loss, (Loss{.target = {1.5, 0}}));
    EXPECT_NE(runs()->results[1].trajectory->x, plain->x);
    pick(ui, "##guidance", "x̂₀ in a half-plane");
    type(ui, "##angle", "90");
    EXPECT_NEAR(scene().guidance.angle, 1.5707963, 1e-6);
    EXPECT_TRUE(ui.ItemExists("##softness"));
    EXPECT_FALSE(ui.ItemExists("##guidance_label"));
  });
}

TEST_F(Panels, GuidanceShowsItsNumbersWhenItIsOn) {
  drive([&](ImGuiTestContext& ui) {
    EXPECT_FALSE(ui.ItemExists("##guidance_scale"));
    pick(ui, "##guidance", "classifier-free");
    type(ui, "##guidance_scale", "3");
    EXPECT_EQ(scene().guidance.scale, 3);
    EXPECT_EQ(runs()->lanes[0].plan->rows[5].w, 3);
  });
}

TEST_F(Panels, SectionsFoldAway) {
  drive([&](ImGuiTestContext& ui) {
    ui.ItemClick("Process");
    EXPECT_FALSE(ui.ItemExists("##beta_end"));
    ui.ItemClick("Process");
    EXPECT_TRUE(ui.ItemExists("##beta_end"));
  });
}

}  // namespace
}  // namespace alphabar
