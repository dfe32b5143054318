"""Pictures drawn for tests: a street, a car with a number plate, a face that nobody has."""

from PIL import Image, ImageDraw, ImageFilter, ImageFont

Rectangle = tuple[int, int, int, int]
PLATES = {"blue": ((20, 60, 180), "white"), "green": ((120, 210, 140), "black"), "yellow": ((240, 190, 30), "black")}


def street(size: tuple[int, int] = (1280, 960)) -> Image.Image:
    """A grey street under a grey sky, with a kerb of light stones."""
    picture = Image.new("RGB", size, (150, 160, 170))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, size[1] * 6 // 10, *size), fill=(90, 90, 92))
    for left in range(0, size[0], 90):
        draw.rectangle((left, size[1] * 8 // 10, left + 45, size[1] * 8 // 10 + 8), fill=(225, 225, 225))
    return picture


def draw_car(picture: Image.Image, left: int, top: int) -> None:
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((left, top, left + 420, top + 260), 40, fill=(170, 30, 30))
    draw.rectangle((left + 60, top + 20, left + 360, top + 110), fill=(40, 50, 60))
    for lamp in (left + 20, left + 340):
        draw.ellipse((lamp, top + 140, lamp + 60, top + 190), fill=(240, 240, 220))


def draw_plate(picture: Image.Image, at: tuple[int, int], width: int, colour: str = "blue") -> Rectangle:
    """A plate of the mainland, `width` pixels wide; where it lies."""
    ground, ink = PLATES[colour]
    plate = Image.new("RGB", (440, 140), ground)
    draw = ImageDraw.Draw(plate)
    draw.rectangle((4, 4, 435, 135), outline=ink, width=3)
    draw.rectangle((22, 30, 66, 110), outline=ink, width=9)
    draw.line((22, 70, 66, 70), fill=ink, width=9)
    left = 80
    for sign in "A·12345":
        draw.text((left, 12), sign, font=ImageFont.load_default(size=100), fill=ink)
        left += 24 if sign == "·" else 55
    height = round(width * 140 / 440)
    picture.paste(plate.resize((width, height), Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(0.7)), at)
    return (*at, at[0] + width, at[1] + height)


def draw_face(picture: Image.Image, at: tuple[int, int], width: int) -> Rectangle:
    """A face made of ellipses, `width` pixels wide; where it lies."""
    wide, high = width * 4, width * 5
    face = Image.new("RGB", (wide, high), (150, 160, 170))
    draw = ImageDraw.Draw(face)

    def oval(left: float, top: float, right: float, bottom: float, colour: tuple[int, int, int]) -> None:
        draw.ellipse((wide * left, high * top, wide * right, high * bottom), fill=colour)

    oval(0, 0, 1, 1, (60, 40, 30))
    oval(0.08, 0.12, 0.92, 0.98, (224, 180, 150))
    for eye in (0.31, 0.69):
        oval(eye - 0.15, 0.40, eye + 0.15, 0.52, (170, 125, 100))
        brow = (wide * (eye - 0.14), high * 0.355, wide * (eye + 0.14), high * 0.385)
        draw.rectangle(brow, fill=(60, 40, 30))
        oval(eye - 0.10, 0.42, eye + 0.10, 0.50, (240, 240, 240))
        oval(eye - 0.05, 0.42, eye + 0.05, 0.50, (30, 20, 20))
    nose = [(wide * x, high * y) for x, y in ((0.46, 0.42), (0.54, 0.42), (0.60, 0.68), (0.40, 0.68))]
    draw.polygon(nose, fill=(235, 195, 165))
    oval(0.40, 0.64, 0.60, 0.70, (190, 140, 115))
    oval(0.32, 0.75, 0.68, 0.84, (150, 70, 70))
    soft = face.filter(ImageFilter.GaussianBlur(4)).resize((width, high // 4), Image.Resampling.LANCZOS)
    picture.paste(soft, at)
    return (*at, at[0] + width, at[1] + high // 4)
