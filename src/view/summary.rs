//! A case in so few characters that a button can copy it.

use super::chart_page::ascii;
use super::charting::{Charting, avoided, chart, headline, told_only};
use care_engine::content::Content;

/// Most characters that a button copies (Bot API, `CopyTextButton`).
pub const LONGEST_COPY: usize = 256;

/// What a colleague has to know first, as sentences of ASCII: that it is a draft, what was told and nobody has confirmed,
/// what is urgent, the plan in one sentence, what is not proposed, and the review. What comes first is never left out
/// for what comes later, no word is cut, and the last sentence says where the rest is.
pub fn summary(content: &Content, charting: Charting<'_>) -> String {
    let plan = charting.plan;
    let end = content.text("copy.rest");
    let room = LONGEST_COPY.saturating_sub(end.len() + 1);
    let mut summary = content.text("copy.draft").to_owned();
    let told = told_only(content, charting);
    let first = told.iter().map(String::as_str);
    let sentences: Vec<&str> = first.chain(headline(content, plan)).collect();
    let all = sentences.iter().all(|one| add(&mut summary, one, room));
    if all && not_proposed(content, charting, &mut summary, room) {
        let review = plan.review.iter().filter_map(|line| chart(content, line));
        for line in review {
            add(&mut summary, line, room);
        }
    }
    format!("{summary} {end}")
}

/// What is not proposed by name, as many as there is room for, and how many more. Says whether there was room for it.
fn not_proposed(content: &Content, charting: Charting<'_>, to: &mut String, room: usize) -> bool {
    let names: Vec<&str> = avoided(content, charting.plan)
        .map(|(_, name)| name)
        .collect();
    (1..=names.len()).rev().any(|count| {
        let mut list = names.get(..count).unwrap_or_default().join(", ");
        if count < names.len() {
            let more = (names.len() - count).to_string();
            list = content.text_with("copy.more", &[("list", &list), ("count", &more)]);
        }
        let sentence = content.text_with("chart.not_proposed", &[("list", &list)]);
        add(to, &sentence, room)
    }) || names.is_empty()
}

/// Adds a sentence where there is room for it.
fn add(to: &mut String, sentence: &str, room: usize) -> bool {
    let sentence = ascii(sentence);
    let fits = to.len() + sentence.len() + 2 <= room;
    if fits {
        to.push(' ');
        to.push_str(&sentence);
        to.push('.');
    }
    fits
}
