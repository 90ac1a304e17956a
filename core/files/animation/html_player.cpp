#include "core/files/animation/html_player.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <string_view>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/files/base64.h"

namespace alphabar {
namespace {

constexpr std::string_view recipe_opening =
                               "<script type=\"application/json\" id=\"alphabar-scene\">",
                           recipe_closing = "</script>";

constexpr std::string_view head = R"page(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Alphabar</title>
<meta name="viewport" content="width=device-width">
<style>
html{color-scheme:dark}
body{margin:0;background:#15181d;color:#e9edf2;font:15px/1.4 system-ui,sans-serif;
display:flex;flex-direction:column;align-items:center;min-height:100vh;justify-content:center}
canvas{max-width:100%;max-height:calc(100vh - 56px)}
form{display:flex;gap:12px;align-items:center;width:min(100% - 24px,960px);padding:10px 12px}
input[type=range]{flex:1}
button,select{font:inherit;min-width:44px;padding:4px 8px}
output{min-width:6em;text-align:right;font-variant-numeric:tabular-nums}
</style></head><body>
<canvas id="view"></canvas>
<form onsubmit="return false">
<button id="play" title="Space">Pause</button>
<button id="back" title="Left arrow" aria-label="one frame back">&#9664;</button>
<button id="on" title="Right arrow" aria-label="one frame on">&#9654;</button>
<input id="at" type="range" min="0" value="0" aria-label="frame">
<select id="speed" aria-label="speed"><option value="0.1">0.1 &times;</option>
<option value="0.25">0.25 &times;</option><option value="0.5">0.5 &times;</option>
<option value="1" selected>1 &times;</option><option value="2">2 &times;</option></select>
<output id="number"></output></form>
)page";

constexpr std::string_view tail = R"page(
const view=document.getElementById("view"),at=document.getElementById("at"),
play=document.getElementById("play"),speed=document.getElementById("speed"),
number=document.getElementById("number"),pen=view.getContext("2d");
view.width=shape.width;view.height=shape.height;at.max=order.length-1;
const images=pictures.map(data=>{const image=new Image();
image.src="data:image/webp;base64,"+data;return image;});
let frame=0,playing=true,time=0,last=null;
function show(next){frame=(next%order.length+order.length)%order.length;
const image=images[order[frame]];at.value=frame;number.textContent=(frame+1)+" / "+order.length;
const draw=()=>{pen.clearRect(0,0,view.width,view.height);pen.drawImage(image,0,0);};
if(image.complete)draw();else image.onload=()=>{if(images[order[frame]]===image)draw();};}
function set(on){playing=on;play.textContent=on?"Pause":"Play";last=null;time=frame;}
function step(by){set(false);show(frame+by);}
function tick(now){if(playing){if(last!==null){time+=(now-last)/1000*shape.fps*speed.value;
if(Math.floor(time)!==frame)show(Math.floor(time));if(time>=order.length)time-=order.length;}
last=now;}requestAnimationFrame(tick);}
play.onclick=()=>set(!playing);
document.getElementById("back").onclick=()=>step(-1);
document.getElementById("on").onclick=()=>step(1);
at.oninput=()=>{set(false);show(+at.value);};
addEventListener("keydown",event=>{
if(event.key===" "){set(!playing);event.preventDefault();}
if(event.key==="ArrowLeft"){step(-1);event.preventDefault();}
if(event.key==="ArrowRight"){step(1);event.preventDefault();}});
show(0);requestAnimationFrame(tick);
</script></body></html>
)page";

}  // namespace

HtmlPlayer::HtmlPlayer(const std::filesystem::path& path, const FrameShape& shape,
                       const std::string& recipe)
    : file_(path), shape_(shape), encoder_(85) {
  if (!(shape.fps >= 0.1 && shape.fps <= 120))
    throw BadRequest(path.string(), "fps", fmt::format("{}", shape.fps), "0.1 to 120 in .html");
  file_.write(head);
  if (!recipe.empty()) {
    std::string json;  // with no sign that could end the element
    for (const char c : recipe) c == '<' ? json.append("\\u003c") : json.append(1, c);
    file_.write(std::string(recipe_opening) + json + std::string(recipe_closing) + "\n");
  }
  file_.write(fmt::format("<script>\nconst shape={{width:{},height:{},fps:{}}},pictures=[\n",
                          shape.width, shape.height, shape.fps));
}

void HtmlPlayer::add(std::span<const std::uint8_t> rgba) {
  if (pictures_ == 0 || !std::equal(rgba.begin(), rgba.end(), last_.begin())) {
    last_.assign(rgba.begin(), rgba.end());
    if (!shape_.alpha)
      for (std::size_t i = 3; i < last_.size(); i += 4) last_[i] = 255;
    file_.write("\"" + base64(encoder_.encode(last_, shape_.width, shape_.height)) + "\",\n");
    last_.assign(rgba.begin(), rgba.end());
    ++pictures_;
  }
  order_.push_back(pictures_ - 1);
}

void HtmlPlayer::finish(const std::function<void(double)>&) {
  assert(pictures_ > 0);
  file_.write(fmt::format("],order=[{}];", fmt::join(order_, ",")));
  file_.write(tail);
  file_.commit();
}

std::optional<std::string> recipe_in_html(std::string_view page) {
  const auto recipe = between(page, recipe_opening, recipe_closing);
  if (!recipe) return std::nullopt;
  return std::string(*recipe);  // \u003c is JSON as well
}

}  // namespace alphabar
