//! The picture of a course: values over the visits by their weeks, one chart below the other. It holds numbers
//! and the names of what was measured, no day and nothing of a person; its caption says the same in words.

use super::letters::{HEIGHT, WIDTH, glyph};
use super::png::Bitmap;
use care_store::Chart;

/// Paper, then text, grid, the band of an important change, and the values. Text and values have a contrast of
/// more than 4.5 to 1 against the paper and the band.
const PALETTE: [[u8; 3]; 5] = [
    [255, 255, 255],
    [26, 26, 26],
    [208, 208, 208],
    [211, 229, 247],
    [11, 79, 138],
];
const PAPER: u8 = 0;
const TEXT: u8 = 1;
const GRID: u8 = 2;
const BAND: u8 = 3;
const VALUE: u8 = 4;

/// How wide a picture is, how high the field of a chart is, and what lies around it, in points.
const WIDE: i32 = 640;
const FIELD: i32 = 178;
const LEFT: i32 = 90;
const RIGHT: i32 = 30;
const BOTTOM: i32 = 54;
/// From one line of words above a field to the next.
const LINE: i32 = 35;
/// Between two values side by side, so that their numbers can be read.
const GAP: i32 = 70;
/// Around a number, so that no line runs through it.
const EDGE: i32 = 4;
/// How many points a point of a letter is wide and high.
const SCALE: i32 = 3;

/// The picture as a PNG file: the same bytes for the same values.
pub(super) fn draw(weeks: &[u16], charts: &[Chart]) -> Vec<u8> {
    let places = places(weeks);
    let height = |chart: &Chart| above(chart) + FIELD + BOTTOM;
    let size = |length: i32| usize::try_from(length).unwrap_or(0);
    let whole = charts.iter().map(height).sum::<i32>().max(1);
    let mut paper = Paper(Bitmap::new(size(WIDE), size(whole)));
    let mut top = 0;
    for chart in charts {
        paper.chart(chart, (weeks, &places), top);
        top += height(chart);
    }
    paper.0.to_png(&PALETTE)
}

/// What stands above the field of a chart: its name, in which direction it is better, and what its band says.
fn above(chart: &Chart) -> i32 {
    48 + LINE * (2 + i32::from(chart.band.is_some()))
}

/// Where the visits stand from left to right: by their weeks, but never closer than their numbers need.
fn places(weeks: &[u16]) -> Vec<i32> {
    let width = WIDE - LEFT - RIGHT - GAP;
    let first = LEFT + GAP / 2;
    let begin = weeks.first().copied().map_or(0, i32::from);
    let span = weeks
        .last()
        .map_or(1, |last| i32::from(*last) - begin)
        .max(1);
    let mut places: Vec<i32> = Vec::new();
    for week in weeks {
        let by_week = first + (i32::from(*week) - begin) * width / span;
        let least = places.last().map_or(first, |last| last + GAP);
        places.push(by_week.max(least));
    }
    let count = i32::try_from(weeks.len()).unwrap_or(1);
    if places.last().is_some_and(|last| *last > first + width) {
        places = (0..count)
            .map(|at| first + at * width / (count - 1).max(1))
            .collect();
    }
    places
}

struct Paper(Bitmap);

impl Paper {
    fn chart(&mut self, chart: &Chart, (weeks, places): (&[u16], &[i32]), top: i32) {
        let (left, right) = (LEFT, WIDE - RIGHT);
        let high = top + above(chart);
        let low = high + FIELD;
        let max = i32::from(chart.max).max(1);
        let level = |value: u16| low - i32::from(value.min(chart.max)) * (low - high) / max;
        self.text(left, top + 16, &chart.name);
        self.text(left, top + 16 + LINE, &chart.direction);
        if let Some((from, to)) = chart.band {
            self.fill((left, level(to)), (right, level(from)), BAND);
            let note = top + 16 + 2 * LINE;
            self.fill(
                (left, note),
                (left + text_height(), note + text_height()),
                BAND,
            );
            self.text(left + text_height() + 12, note, &chart.band_note);
        }
        for value in [0, chart.max / 2, chart.max] {
            self.fill((left, level(value)), (right, level(value) + 1), GRID);
            let number = value.to_string();
            self.text(
                left - 14 - width(&number),
                level(value) - text_height() / 2,
                &number,
            );
        }
        self.fill((left, high), (left + 2, low), TEXT);
        self.fill((left, low), (right, low + 2), TEXT);
        let mut before = None;
        for (week, x) in weeks.iter().zip(places) {
            self.fill((*x, low), (x + 2, low + 8), TEXT);
            // Two visits of one week share its number.
            if before.replace(week) != Some(week) {
                let week = week.to_string();
                self.text(x - width(&week) / 2, low + 16, &week);
            }
        }
        let values = chart.values.iter();
        let points: Vec<(i32, u16, u16)> = values
            .filter_map(|(place, from, to)| Some((*places.get(*place)?, *from, *to)))
            .collect();
        let middle = |(x, from, to): &(i32, u16, u16)| (*x, (level(*from) + level(*to)) / 2);
        for pair in points.windows(2) {
            if let [from, to] = pair {
                self.line(middle(from), middle(to));
            }
        }
        for (x, from, to) in &points {
            self.fill((x - 5, level(*to) - 5), (x + 6, level(*from) + 6), VALUE);
        }
        for (x, from, to) in &points {
            let number = match from == to {
                true => to.to_string(),
                false => format!("{from}-{to}"),
            };
            let (left, top) = (x - width(&number) / 2, level(*to) - 14 - text_height());
            self.fill(
                (left - EDGE, top - EDGE),
                (left + width(&number) + EDGE, top + text_height() + EDGE),
                PAPER,
            );
            self.text(left, top, &number);
        }
    }

    /// All points of a field, the last ones not among them.
    fn fill(&mut self, from: (i32, i32), to: (i32, i32), colour: u8) {
        for y in from.1..to.1 {
            for x in from.0..to.0 {
                self.0.set(x, y, colour);
            }
        }
    }

    /// A line of three points between two values.
    fn line(&mut self, from: (i32, i32), to: (i32, i32)) {
        let steps = (to.0 - from.0).abs().max((to.1 - from.1).abs()).max(1);
        for step in 0..=steps {
            let x = from.0 + (to.0 - from.0) * step / steps;
            let y = from.1 + (to.1 - from.1) * step / steps;
            self.fill((x - 1, y - 1), (x + 2, y + 2), VALUE);
        }
    }

    fn text(&mut self, left: i32, top: i32, text: &str) {
        for (letter, left) in text.chars().zip((left..).step_by(LETTER)) {
            for (row, bits) in (0..).zip(glyph(letter)) {
                for column in (0..WIDTH).filter(|column| bits >> (WIDTH - 1 - column) & 1 == 1) {
                    let (x, y) = (left + column * SCALE, top + row * SCALE);
                    self.fill((x, y), (x + SCALE, y + SCALE), TEXT);
                }
            }
        }
    }
}

/// From one letter to the next.
const LETTER: usize = 18;

fn width(text: &str) -> i32 {
    let count = i32::try_from(text.chars().count()).unwrap_or(0);
    count * (WIDTH + 1) * SCALE - SCALE
}

fn text_height() -> i32 {
    HEIGHT * SCALE
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    const WEEKS: [u16; 3] = [0, 7, 15];

    fn charts() -> Vec<Chart> {
        vec![
            Chart {
                name: "VISA-A BY WEEK".into(),
                direction: "HIGHER IS BETTER".into(),
                max: 100,
                band: Some((60, 67)),
                band_note: "BAND: 8 TO 15 POINTS GAINED".into(),
                values: vec![(0, 52, 52), (1, 61, 61), (2, 74, 74)],
            },
            Chart {
                name: "WORST PAIN BY WEEK".into(),
                direction: "LOWER IS BETTER".into(),
                max: 10,
                band: None,
                band_note: String::new(),
                values: vec![(0, 4, 5), (1, 1, 3), (2, 0, 0)],
            },
        ]
    }

    #[test]
    fn the_same_values_are_the_same_bytes_and_other_values_are_others() {
        let file = draw(&WEEKS, &charts());
        assert_eq!(file, draw(&WEEKS, &charts()));
        let mut other = charts();
        other[0].values[2].1 = 75;
        assert_ne!(file, draw(&WEEKS, &other));
        assert_eq!(&file[..8], b"\x89PNG\r\n\x1a\n");
        let number = |at: usize| u32::from_be_bytes(file[at..at + 4].try_into().unwrap());
        assert_eq!((number(16), number(20)), (640, 735));
        if let Some(to) = option_env!("COURSE_PNG") {
            std::fs::write(to, &file).unwrap();
        }
    }

    #[test]
    fn visits_stand_by_their_weeks_and_far_enough_apart_to_be_read() {
        for weeks in [
            &[0, 7, 15][..],
            &[0, 0, 0],
            &[0, 1, 60],
            &[0, 1, 2, 3, 4, 5, 6, 7],
        ] {
            let places = places(weeks);
            let widest = width("100");
            assert!(
                places.windows(2).all(|pair| pair[1] - pair[0] >= widest),
                "{places:?}"
            );
            let edges = LEFT + widest / 2..WIDE - widest / 2;
            assert!(places.iter().all(|x| edges.contains(x)), "{places:?}");
        }
    }

    #[test]
    fn whatever_the_values_are_nothing_is_drawn_outside() {
        for chart in [
            Chart {
                name: String::new(),
                direction: String::new(),
                max: 0,
                band: None,
                band_note: String::new(),
                values: Vec::new(),
            },
            Chart {
                name: "\u{e9}".into(),
                direction: "\u{e9}".into(),
                max: 10,
                band: Some((90, 120)),
                band_note: "A LONG NOTE THAT DOES NOT FIT INTO THE WIDTH OF A PICTURE".into(),
                values: vec![(9, 200, 300), (1, 0, 0)],
            },
        ] {
            assert!(!draw(&[9, 3], &[chart]).is_empty());
        }
    }

    #[test]
    fn text_and_values_can_be_told_from_what_is_behind_them() {
        let light = |colour: u8| {
            let channel = |value: u8| {
                let value = f64::from(value) / 255.0;
                if value <= 0.04045 {
                    value / 12.92
                } else {
                    ((value + 0.055) / 1.055).powf(2.4)
                }
            };
            let [red, green, blue] = PALETTE[usize::from(colour)];
            0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue)
        };
        for front in [TEXT, VALUE] {
            for back in [0, BAND] {
                assert!(
                    (light(back) + 0.05) / (light(front) + 0.05) >= 4.5,
                    "{front} on {back}"
                );
            }
        }
    }
}
