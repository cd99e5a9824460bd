//! The referral letters: whom the plan refers to, why, what is recorded, what is not proposed, and what is asked. One to
//! each, the most pressing first; what only its writer knows is left to be filled in.

use super::Card;
use super::button::{Button, Keyboard};
use super::card::CaseRef;
use super::charting::{
    Charting, MOST_REASONS, answers, begin, chart, not_proposed, origin, page_html,
};
use crate::callback_data::Look;
use care_engine::content::{Content, NotePart, Referral};
use care_engine::ids::LineIx;
use care_engine::plan::Plan;

/// Somebody to whom a plan refers.
struct Addressee<'c> {
    /// The first of the lines that refer to them.
    line: LineIx,
    to: &'c str,
    whys: Vec<&'c str>,
    asks: Vec<&'c str>,
}

/// The letter to one of those whom the plan refers to, the most pressing without a name, as a message that a tap copies;
/// with buttons to the other letters and those that record what was only told. Nothing where the plan does not refer.
pub fn letter_card(
    content: &Content,
    of: CaseRef<'_>,
    charting: Charting<'_>,
    confirm: Keyboard,
    line: Option<LineIx>,
) -> Option<Card> {
    let all = addressees(content, charting.plan);
    let place = match line {
        None => 0,
        Some(line) => all.iter().position(|one| one.line == line)?,
    };
    let letter = letter(content, charting, &all, place)?;
    let others = all.iter().enumerate().filter(|(other, _)| *other != place);
    let mut keyboard: Keyboard = others
        .map(|(_, other)| {
            let label = content.text_with("button.letter_to", &[("to", other.to)]);
            vec![Button::open(&label, of.id, Look::LetterTo(other.line))]
        })
        .collect();
    keyboard.extend(confirm);
    Some(Card {
        html: page_html(of, content.text("button.letter"), &letter),
        keyboard,
    })
}

/// The letters that go with the referrals of a plan, the most pressing first; none where it refers to nobody.
pub fn referral_letters(content: &Content, charting: Charting<'_>) -> Vec<String> {
    let all = addressees(content, charting.plan);
    let places = 0..all.len();
    places
        .filter_map(|place| letter(content, charting, &all, place))
        .collect()
}

fn letter(
    content: &Content,
    charting: Charting<'_>,
    all: &[Addressee<'_>],
    place: usize,
) -> Option<String> {
    let plan = charting.plan;
    let addressee = all.get(place)?;
    let mut page = begin(content, charting, "letter.draft");
    page.gap();
    page.line(&content.text_with("letter.to", &[("to", addressee.to)]));
    for line in content.text("letter.form").lines() {
        page.line(line);
    }
    page.heading(content.text("letter.why"));
    page.items(plan.banners().filter_map(|line| chart(content, line)));
    page.items(addressee.whys.iter().copied());
    page.heading(content.text("letter.case"));
    page.line(content.text("chart.finding"));
    answers(content, charting, NotePart::History, &mut page);
    answers(content, charting, NotePart::Examination, &mut page);
    let withheld = not_proposed(content, plan, MOST_REASONS);
    if !withheld.is_empty() {
        page.heading(content.text("letter.not_proposed"));
        page.items(withheld.iter().map(String::as_str));
    }
    page.heading(content.text("letter.ask"));
    page.items(addressee.asks.iter().copied());
    for (other, also) in all.iter().enumerate() {
        if other != place {
            let words = [("to", also.to), ("ask", &*also.asks.join("; "))];
            page.item(&content.text_with("letter.also", &words));
        }
    }
    page.gap();
    page.line(&origin(content, plan));
    Some(page.0)
}

/// Those whom the lines of a plan refer to, the most pressing first. Where the first takes what is asked of others, it
/// is one place for all of it.
fn addressees<'c>(content: &'c Content, plan: &Plan) -> Vec<Addressee<'c>> {
    let mut all: Vec<Addressee<'c>> = Vec::new();
    let first = referrals(content, plan).next();
    for referral in referrals(content, plan) {
        let one_place = first.filter(|first| referral.rank <= first.takes);
        let to = &*one_place.unwrap_or(referral).to;
        if !all.iter().any(|known| known.to == to) {
            all.push(Addressee {
                line: referral.line,
                to,
                whys: Vec::new(),
                asks: Vec::new(),
            });
        }
        let Some(known) = all.iter_mut().find(|known| known.to == to) else {
            continue;
        };
        // Two lines may refer for one reason.
        let why = referral.why.as_deref();
        known
            .whys
            .extend(why.filter(|why| !known.whys.contains(why)));
        if !known.asks.contains(&&*referral.ask) {
            known.asks.push(&referral.ask);
        }
    }
    all
}

/// Whether a plan refers to somebody.
pub fn refers(content: &Content, plan: &Plan) -> bool {
    referrals(content, plan).next().is_some()
}

/// What a plan refers by, the most pressing first. Nobody writes to themselves.
fn referrals<'c>(content: &'c Content, plan: &Plan) -> impl Iterator<Item = &'c Referral> {
    let referrals = content.notes.referrals.iter();
    referrals.filter(|referral| {
        let own = plan
            .role
            .is_some_and(|role| referral.not_from.contains(&role));
        !own && plan.all_lines().any(|line| line.line == referral.line)
    })
}
