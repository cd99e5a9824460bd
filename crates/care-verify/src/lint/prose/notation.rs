//! Notation: texts are plain; what a messenger makes of them is decided where they are rendered.

use std::sync::LazyLock;

use regex::Regex;

use super::slip::Slip;
use care_text::pattern::pattern;

struct Look {
    pattern: LazyLock<Regex>,
    problem: &'static str,
    remedy: &'static str,
}

static LOOKS: [Look; 5] = [
    Look {
        pattern: LazyLock::new(|| {
            pattern(r"\*\*|__|`|(?m)^(?:#{1,6} |\* |> )|\[[^\]]*\]\([^)]*\)|\*\w[^*\n]*\w\*")
        }),
        problem: "Markdown",
        remedy: "texts are plain; take the marks out",
    },
    Look {
        pattern: LazyLock::new(|| pattern(r"</?[A-Za-z][^<>]*>|&(?:[A-Za-z]+|#\d+);")),
        problem: "HTML",
        remedy: "texts are plain; write the character itself",
    },
    Look {
        pattern: LazyLock::new(|| pattern(r"[“”„«»‘]")),
        problem: "a typographic quotation mark",
        remedy: "write \" or ', which every screen shows alike",
    },
    Look {
        pattern: LazyLock::new(|| {
            pattern(r"[^\S\n]{2,}|[^\S\n]\n|^\s|\s$|[^\S\n][,.;:!?](?:\s|$)")
        }),
        problem: "a blank that should not be there",
        remedy: "one blank between words, none around the text or before a mark",
    },
    Look {
        pattern: LazyLock::new(|| {
            pattern(
                r"[\x00-\x08\x0B-\x1F\x7F\u{200B}-\u{200F}\u{202A}-\u{202E}\u{2066}-\u{2069}\u{FEFF}]",
            )
        }),
        problem: "an invisible character",
        remedy: "take it out",
    },
];

pub(super) fn slips(text: &str) -> Vec<Slip> {
    let mut slips = Vec::new();
    for look in &LOOKS {
        for found in look.pattern.find_iter(text) {
            let problem = match found.as_str().trim() {
                "" => look.problem.to_owned(),
                shown => format!("{} `{shown}`", look.problem),
            };
            slips.push(Slip::new(found.range(), problem, look.remedy));
        }
    }
    slips.extend(loose(text));
    slips
}

/// A quotation mark or a bracket without its partner.
fn loose(text: &str) -> Option<Slip> {
    let mut open = Vec::new();
    for (at, character) in text.char_indices() {
        let closes = match character {
            '"' => match open.last() {
                Some(('"', _)) => Some('"'),
                _ => None,
            },
            ')' => Some('('),
            ']' => Some('['),
            '}' => Some('{'),
            _ => None,
        };
        match closes {
            Some(partner) => {
                if open.last().is_none_or(|(known, _)| *known != partner) {
                    open.push((character, at));
                    break;
                }
                open.pop();
            }
            None if matches!(character, '"' | '(' | '[' | '{') => open.push((character, at)),
            None => {}
        }
    }
    open.last().map(|(character, at)| {
        Slip::new(
            *at..at + character.len_utf8(),
            format!("`{character}` without its partner"),
            "close it, or take it out",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_where_they_stand() {
        for (text, mark) in [
            ("Do **not** run.", "**"),
            (
                "See [this](https://example.org).",
                "[this](https://example.org)",
            ),
            ("Do *not* run.", "*not*"),
            ("Do <b>not</b> run.", "<b>"),
            ("Ice &amp; rest.", "&amp;"),
            ("The “bone spur.", "“"),
            ("Two  blanks.", "  "),
            ("A mark , here.", " , "),
            ("End. ", " "),
            ("So-called \"spur.", "\""),
            ("Load (slowly.", "("),
            ("Load slowly).", ")"),
            ("zero\u{200b}width", "\u{200b}"),
        ] {
            let slips = slips(text);
            let found = slips.iter().any(|slip| &text[slip.at.clone()] == mark);
            assert!(found, "{text}: {slips:?}");
        }
    }

    #[test]
    fn honest_texts_pass() {
        for text in [
            "Pain up to 5/10 is fine (P < 0.05, n > 20); it's \"borrowed\" [C-02].",
            "First line.\n- a point\n- another {name}",
            "5 * 3 repetitions; 10% a week & more.",
        ] {
            assert_eq!(slips(text), []);
        }
    }
}
