"""Prints what ffmpeg's programs, or Pillow, make of an animation: its size, frames, seconds, whether
the upper left corner is transparent, and whether a square in the first frame is white."""
import base64
import io
import json
import re
import subprocess
import sys

from PIL import Image


def by_pillow(image):
    frames, milliseconds = getattr(image, "n_frames", 1), 0
    first = None
    for i in range(frames):
        image.seek(i)
        image.load()
        if first is None:
            first = image.convert("RGBA")
        milliseconds += image.info.get("duration", 0)
    return image.size, frames, milliseconds / 1000, first


def by_ffmpeg(path):
    decoder = ["-c:v", "libvpx-vp9"] if path.endswith(".webm") else []  # the usual one drops alpha
    said = json.loads(subprocess.check_output(
        ["ffprobe", "-v", "error", "-count_frames", "-show_streams", "-show_format", "-of", "json",
         path]))
    stream = said["streams"][0]
    size = (stream["width"], stream["height"])
    seconds = float(stream.get("duration", said["format"].get("duration", 0)))
    raw = subprocess.check_output(
        ["ffmpeg", "-v", "error", *decoder, "-i", path, "-frames:v", "1", "-f", "rawvideo",
         "-pix_fmt", "rgba", "-"])
    return size, int(stream["nb_read_frames"]), seconds, Image.frombytes("RGBA", size, raw)


def by_page(path):
    page = open(path, encoding="utf-8").read()
    shape = re.search(r"shape=\{width:(\d+),height:(\d+),fps:([\d.]+)\}", page)
    order = [int(i) for i in re.search(r"order=\[([\d,]+)\]", page).group(1).split(",")]
    pictures = re.findall(r'^"([A-Za-z0-9+/=]+)",$', page, re.M)
    images = [Image.open(io.BytesIO(base64.b64decode(p))).convert("RGBA") for p in pictures]
    assert max(order) == len(images) - 1 and "http" not in page.replace("http-equiv", "")
    return images[0].size, len(images), len(order) / float(shape.group(3)), images[order[0]]


path = sys.argv[1]
if path.endswith(".html"):
    size, frames, seconds, first = by_page(path)
elif path.endswith((".webp", ".apng")):
    size, frames, seconds, first = by_pillow(Image.open(path))
else:
    size, frames, seconds, first = by_ffmpeg(path)
print(f"size {size[0]}x{size[1]}")
print(f"frames {frames}")
print(f"seconds {round(seconds, 3)}")
print("corner", "clear" if first.getpixel((1, 1))[3] < 8 else "opaque")
print("square", "white" if min(first.getpixel((16, 32))[:3]) > 235 else first.getpixel((16, 32)))
