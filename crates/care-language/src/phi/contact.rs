//! Where a person can be written to: mail addresses, handles, links to a profile or a chat.

use std::sync::LazyLock;

use regex::Regex;

use super::Kind;
use super::sheet::Sheet;
use super::vocabulary::Vocabulary;
use care_text::pattern::ascii_bounded as pattern;

static LINK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:https?|tg)://\S+|\b(?:[a-z0-9-]+\.)+[a-z]{2,}/[^\s,]+"));

/// Places on the net where the path names a person.
static PROFILE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^ (?: tg:// | (?:https?://)? (?:[a-z0-9-]+\.)* (?: t\.me | telegram\.(?:me|dog) | wa\.me
        | whatsapp\.com | instagram\.com | facebook\.com | fb\.(?:com|me) | m\.me | messenger\.com
        | linkedin\.com | x\.com | twitter\.com | tiktok\.com | snapchat\.com | strava\.com
        | threads\.net | bsky\.app | vk\.com | ok\.ru | discord\.(?:gg|com) | signal\.me
        | line\.me | xing\.com | researchgate\.net/profile | orcid\.org | doctolib\.[a-z]+ ) / )",
    )
});

/// The bot's own kind: names of bots end so.
static BOT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)bot(?:[?/]\S*)?$"));

static MAIL: LazyLock<[Regex; 3]> = LazyLock::new(|| {
    // Where blanks stand around the sign, or words for it, only endings that are surely of the net
    // count: "5x5 @ 80kg.then rest" is training.
    let ending = r"(?:com|org|net|edu|gov|info|eu|uk|ie|de|at|ch|fr|be|es|pt|it|nl|pl|se|no|dk|fi|in|au|nz|ca|us|br|ru|gr)";
    [
        pattern(r"[^\s@<>()\[\]]*[\p{L}\d]@[\p{L}\d][^\s@]*\.\p{L}{2,}"),
        pattern(&format!(
            r"(?i)[\w.+'-]+ ?(?:@|[(\[]at[)\]]) ?\p{{L}}[\w-]*(?: ?(?:\.|[(\[]dot[)\]]) ?[\w-]+)*? ?(?:\.|[(\[]dot[)\]]) ?{ending}\b"
        )),
        pattern(&format!(
            r"(?i)[\w.+'-]+ at [\w-]+(?: dot [\w-]+)* dot {ending}\b"
        )),
    ]
});

/// A mail address whose end was left off.
static HALF_MAIL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(\p{L}[\w.+-]*[\p{L}\d][\w.+-]*)@(\p{L}{3,})"));

static HANDLE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:^|[\s(,;:/])@(\p{L}[\w.]*[\w])"));

/// A network named, and what somebody is called there.
static NETWORK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:insta(?:gram)?|ig|skype|snap(?:chat)?|tiktok|telegram|twitter|facebook|fb|linkedin|wechat|weixin|discord|viber|strava(?: is| id|:))\b(?: (?:id|handle|name|is))?(?::| |=)+\p{L}[\w.-]*[._\d][\w.-]*\w",
    )
});

/// Links to a person. Links to anything else are taken out: their numbers are names of papers and pages.
pub(super) fn links(sheet: &mut Sheet) {
    let links: Vec<_> = LINK
        .find_iter(sheet.text())
        .map(|link| link.range())
        .collect();
    for link in links {
        let whole = &sheet.text()[link.clone()];
        if PROFILE.is_match(whole) && !BOT.is_match(whole) {
            sheet.mark(Kind::Handle, link);
        } else if !whole.contains('@') {
            // What has a mail address or a plain fraction in it ("b.d/t.d.s") is not a link.
            sheet.explain(link);
        }
    }
}

/// Marks mail addresses, also spelt ones ("at", "dot").
pub(super) fn mail(sheet: &mut Sheet, vocabulary: &Vocabulary<'_>) {
    for form in MAIL.iter() {
        sheet.mark_all(Kind::Email, form);
    }
    let half = HALF_MAIL.captures_iter(sheet.text());
    let half = half.filter(|half| {
        let part = |group: usize| half.get(group).map_or("", |part| part.as_str());
        let letters = part(1).chars().filter(|c| c.is_alphabetic()).count();
        let marked = letters >= 4 && part(1).contains(['.', '_']);
        marked || !vocabulary.ordinary(part(2))
    });
    let half = half.filter_map(|half| Some(half.get(0)?.range())).collect();
    sheet.mark_each(Kind::Email, half);
}

/// Somebody's names on networks.
pub(super) fn handles(sheet: &mut Sheet, vocabulary: &Vocabulary<'_>) {
    sheet.mark_all(Kind::Handle, &NETWORK);
    let handles = HANDLE.captures_iter(sheet.text()).filter_map(|handle| {
        let name = handle.get(1)?;
        let name = name.as_str().trim_end_matches('.');
        let marked = name.contains(|c: char| c == '_' || c == '.' || c.is_ascii_digit());
        let unknown = name.chars().count() >= 4 && !vocabulary.ordinary(name);
        (!BOT.is_match(name) && (marked || unknown)).then_some(handle.get(0)?.range())
    });
    let handles = handles.collect();
    sheet.mark_each(Kind::Handle, handles);
}
