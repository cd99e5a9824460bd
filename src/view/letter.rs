//! The referral letter: whom the plan refers to, why, what is recorded, what is not proposed, and what is asked.

use super::Card;
use super::button::Keyboard;
use super::card::CaseRef;
use super::charting::{Charting, answers, begin, headline, not_proposed, origin, page_html};
use care_engine::content::{Content, NotePart, Referral};
use care_engine::plan::Plan;

/// The letter as a message that a tap copies, with the buttons that record what was only told; nothing where the plan
/// refers to nobody.
pub fn letter_card(
    content: &Content,
    of: CaseRef<'_>,
    charting: Charting<'_>,
    confirm: Keyboard,
) -> Option<Card> {
    let letter = referral_letter(content, charting)?;
    Some(Card {
        html: page_html(of, content.text("button.letter"), &letter),
        keyboard: confirm,
    })
}

/// The letter that goes with a referral, from the line of the plan that refers; nothing where none does.
pub fn referral_letter(content: &Content, charting: Charting<'_>) -> Option<String> {
    let plan = charting.plan;
    let referral = referral(content, plan)?;
    let mut page = begin(content, charting);
    page.gap();
    page.line(&content.text_with("letter.to", &[("to", &referral.to)]));
    page.heading(content.text("letter.why"));
    page.item(content.text("chart.finding"));
    let headline: Vec<&str> = headline(content, plan).collect();
    let wording = content.line(referral.line).chart.as_deref();
    // The line that refers may be the plan in one sentence.
    let wording = wording.filter(|wording| !headline.contains(wording));
    page.items(headline.into_iter().chain(wording));
    page.heading(content.text("letter.case"));
    answers(content, charting, NotePart::History, &mut page);
    answers(content, charting, NotePart::Examination, &mut page);
    let withheld = not_proposed(content, plan);
    if !withheld.is_empty() {
        page.heading(content.text("letter.not_proposed"));
        page.items(withheld.iter().map(String::as_str));
    }
    page.heading(content.text("letter.ask"));
    page.items(requests(content, plan).iter().map(String::as_str));
    page.gap();
    page.line(&origin(content, plan));
    Some(page.0)
}

/// Everything that the lines of a plan ask of whom, the most pressing first: of who gets the letter, an item each; of
/// others, an item for each of them.
fn requests(content: &Content, plan: &Plan) -> Vec<String> {
    let mut asked: Vec<(&str, Vec<&str>)> = Vec::new();
    let first = referral(content, plan);
    for referral in referrals(content, plan) {
        let one_place = first.filter(|first| referral.rank <= first.takes);
        let to = one_place.map_or(&*referral.to, |first| &first.to);
        let known = asked.iter().position(|(known, _)| *known == to);
        match known.and_then(|place| asked.get_mut(place)) {
            Some((_, asks)) if asks.contains(&&*referral.ask) => {}
            Some((_, asks)) => asks.push(&referral.ask),
            None => asked.push((to, vec![&referral.ask])),
        }
    }
    let mut asked = asked.into_iter();
    let own = asked.next().map_or_else(Vec::new, |(_, asks)| asks);
    let others = asked.map(|(to, asks)| {
        let words = [("to", to), ("ask", &*asks.join("; "))];
        content.text_with("letter.also", &words)
    });
    own.into_iter().map(str::to_owned).chain(others).collect()
}

/// The most pressing line of a plan that refers to somebody.
pub fn referral<'a>(content: &'a Content, plan: &'a Plan) -> Option<&'a Referral> {
    referrals(content, plan).next()
}

fn referrals<'a>(content: &'a Content, plan: &'a Plan) -> impl Iterator<Item = &'a Referral> {
    let referrals = content.notes.referrals.iter();
    referrals.filter(|referral| plan.all_lines().any(|line| line.line == referral.line))
}
