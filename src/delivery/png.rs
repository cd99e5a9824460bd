//! A picture of few colours as a PNG file, written plainly: no compression, so the same picture is the same bytes.
//!
//! The format is PNG (Third Edition), W3C; the data within are zlib (RFC 1950) of stored blocks (RFC 1951). The crate `png`
//! would do the same with five more crates behind it, of which none is checked against the advisories yet, and its
//! compressor may write other bytes in a later version.

/// Bits of a point: up to sixteen colours.
const DEPTH: usize = 4;
/// Most bytes of a stored block.
const LONGEST_BLOCK: usize = 65_535;

/// Points in rows, each the place of its colour in a palette.
pub(super) struct Bitmap {
    pub width: usize,
    pub height: usize,
    points: Vec<u8>,
}

impl Bitmap {
    /// All of the first colour.
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            points: vec![0; width * height],
        }
    }

    /// Sets a point; one outside the picture is left out.
    pub(super) fn set(&mut self, x: i32, y: i32, colour: u8) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else {
            return;
        };
        if x < self.width
            && let Some(point) = self.points.get_mut(y * self.width + x)
        {
            *point = colour;
        }
    }

    /// The file, with the colours as red, green and blue.
    pub(super) fn to_png(&self, palette: &[[u8; 3]]) -> Vec<u8> {
        let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
        let size = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes();
        let mut head = Vec::new();
        head.extend(size(self.width));
        head.extend(size(self.height));
        // Four bits a point, a palette, and the only method of each of the three other kinds.
        head.extend([4, 3, 0, 0, 0]);
        chunk(&mut file, *b"IHDR", &head);
        chunk(&mut file, *b"PLTE", &palette.concat());
        chunk(&mut file, *b"IDAT", &stored(&self.rows()));
        chunk(&mut file, *b"IEND", &[]);
        file
    }

    /// Each row behind the word that it is not filtered.
    fn rows(&self) -> Vec<u8> {
        let mut rows = Vec::new();
        for row in self.points.chunks(self.width) {
            rows.push(0);
            for points in row.chunks(8 / DEPTH) {
                let two = points.iter().chain([&0]).take(2);
                rows.push(two.fold(0, |byte, point| byte << DEPTH | point));
            }
        }
        rows
    }
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    file.extend(length.to_be_bytes());
    file.extend(kind);
    file.extend(data);
    let sum = crc(kind.iter().chain(data));
    file.extend(sum.to_be_bytes());
}

/// Bytes as zlib takes them without compression.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = bytes.chunks(LONGEST_BLOCK).peekable();
    while let Some(block) = blocks.next() {
        out.push(u8::from(blocks.peek().is_none()));
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    out.extend(adler(bytes).to_be_bytes());
    out
}

fn adler(bytes: &[u8]) -> u32 {
    let (low, high) = bytes.iter().fold((1, 0), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    high << 16 | low
}

fn crc<'b>(bytes: impl Iterator<Item = &'b u8>) -> u32 {
    let sum = bytes.fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                sum >> 1 ^ 0xedb8_8320
            } else {
                sum >> 1
            }
        })
    });
    !sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_formats() {
        // The check values of both sums for these nine digits.
        assert_eq!(crc(b"123456789".iter()), 0xcbf4_3926);
        assert_eq!(adler(b"123456789"), 0x091e_01de);
    }
}
