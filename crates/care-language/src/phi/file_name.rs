//! Names of files: "Smith_John-1970.jpg", "IMG_PriyaK_heel.png". Their words stand together, and a single unknown
//! one is likelier a name than anywhere else. Names that cameras and messengers give say nothing of a person.

use std::sync::LazyLock;

use regex::Regex;

use super::sheet::Sheet;
use super::vocabulary::Vocabulary;
use super::{Kind, screen};
use care_text::pattern::ascii_bounded as pattern;

static FILE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)[\p{L}\d][\p{L}\d'_+.-]*\.(?:jpe?g|png|heic|gif|webp|tiff?|bmp|dcm|dicom|pdf|docx?|mp4|mov|avi|zip)\b",
    )
});

/// Where a word begins in the middle of others: "JohnSmith", "heel2".
static SEAM: LazyLock<Regex> = LazyLock::new(|| pattern(r"(\p{Ll})(\p{Lu})"));

/// Words that machines give.
const OF_MACHINES: &[&str] = &[
    "img",
    "image",
    "photo",
    "pic",
    "picture",
    "pxl",
    "dsc",
    "dscn",
    "dcim",
    "scan",
    "screenshot",
    "screen",
    "shot",
    "video",
    "vid",
    "mov",
    "movie",
    "audio",
    "voice",
    "file",
    "document",
    "doc",
    "dicom",
    "dcm",
    "export",
    "ct",
    "mri",
    "xr",
    "xray",
    "whatsapp",
    "telegram",
    "signal",
    "at",
    "am",
    "pm",
    "wa",
    "mp",
    "whats",
    "app",
];

/// Names of files that stand in a text.
pub(super) fn file_names(sheet: &mut Sheet, vocabulary: &Vocabulary<'_>) {
    let files: Vec<_> = FILE
        .find_iter(sheet.text())
        .map(|hit| hit.range())
        .collect();
    for file in files {
        let kinds = kinds(&sheet.text()[file.clone()], vocabulary);
        for kind in &kinds {
            sheet.mark(*kind, file.clone());
        }
        sheet.explain(file);
    }
}

/// What in a file's name identifies somebody.
pub(super) fn kinds(name: &str, vocabulary: &Vocabulary<'_>) -> Vec<Kind> {
    let words = words(name);
    let stretches = screen(words.clone(), vocabulary);
    let mut kinds: Vec<Kind> = stretches.into_iter().map(|stretch| stretch.kind).collect();
    if kinds.is_empty() && names_somebody(&words, vocabulary) {
        kinds.push(Kind::Name);
    }
    kinds
}

/// The words of a file's name without its ending, with blanks between them; none where a machine gave it.
fn words(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let spaced = SEAM
        .replace_all(stem, "$1 $2")
        .replace(['_', '-', '.', '+'], " ");
    let is_word = |word: &&str| {
        let letters = word.trim_matches(|letter: char| !letter.is_alphabetic());
        !letters.is_empty() && !OF_MACHINES.contains(&letters.to_lowercase().as_str())
    };
    if spaced.split(' ').any(|word| is_word(&word)) {
        spaced
    } else {
        String::new()
    }
}

fn names_somebody(words: &str, vocabulary: &Vocabulary<'_>) -> bool {
    words.split(' ').any(|word| {
        let long = word.chars().count() >= 4 && word.chars().all(char::is_alphabetic);
        let machine = OF_MACHINES.contains(&word.to_lowercase().as_str());
        long && !machine
            && vocabulary.is_unknown(word)
            && !vocabulary.english(word)
            && !vocabulary.is_slip(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_a_camera_gave_has_no_words() {
        for name in [
            "IMG_20261127_101010.jpg",
            "PXL_20261127_101010123.MP.jpg",
            "WhatsApp Image 2026-11-27 at 10.10.10.jpeg",
            "photo_5_2026-11-27.jpg",
            "Screenshot_20261127.png",
        ] {
            assert_eq!(words(name), "", "{name}");
        }
        assert_eq!(words("Khan_DOB-1970.pdf"), "Khan DOB 1970");
        assert_eq!(words("IMG_JohnSmith_heel.jpg"), "IMG John Smith heel");
    }
}
