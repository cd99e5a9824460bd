//! `book`: the content as pages.

use crate::{bot, json};

#[test]
fn the_book_holds_every_item_with_its_digest_and_no_link_of_it_leads_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let output = bot(&["book", folder.path().to_str().unwrap()], "");
    assert!(output.status.success());
    let mut pages = std::collections::BTreeMap::new();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        pages.insert(name, std::fs::read_to_string(entry.path()).unwrap());
    }
    let whole: String = pages.values().map(String::as_str).collect();
    let listed = json(&["review", "list", "--all", "--json"], "");
    let items = listed["listed"].as_array().unwrap();
    assert!(items.len() > 500);
    for item in items {
        for key in ["item", "digest"] {
            let wanted = format!("<code>{}</code>", item[key].as_str().unwrap());
            assert!(whole.contains(&wanted), "{wanted}");
        }
    }
    let intake = json(&["intake", "--json"], "");
    for question in intake["questions"].as_array().unwrap() {
        let id = question["id"].as_str().unwrap();
        assert!(
            pages["1-intake.html"].contains(&format!("id=\"question-{id}\"")),
            "{id}"
        );
    }
    let mut links = 0;
    for (name, text) in &pages {
        for link in text.split("href=\"").skip(1) {
            let link = link.split('"').next().unwrap();
            if link.starts_with("http") {
                continue;
            }
            let (page, place) = link.split_once('#').unwrap_or((link, ""));
            let page = if page.is_empty() { name } else { page };
            let target = pages.get(page).unwrap_or_else(|| panic!("{name}: {link}"));
            let there = place.is_empty() || target.contains(&format!("id=\"{place}\""));
            assert!(there, "{name}: {link}");
            links += 1;
        }
    }
    assert!(links > 1_000);
}
