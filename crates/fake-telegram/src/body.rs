//! Reads the parameters of a call from a query, a JSON body, a form or a multipart body.

use serde_json::{Map, Value, json};

use crate::params::Params;

/// Reads everything a request carries; `None` if the body is not what its type says.
pub(crate) fn read(query: Option<&str>, content_type: &str, body: &[u8]) -> Option<Params> {
    let mut params = Map::new();
    if let Some(query) = query {
        urlencoded(query, &mut params);
    }
    if content_type.starts_with("application/json") {
        if !body.is_empty() {
            params.extend(serde_json::from_slice::<Map<String, Value>>(body).ok()?);
        }
    } else if content_type.starts_with("multipart/form-data") {
        let boundary = content_type
            .split(';')
            .find_map(|part| part.trim().strip_prefix("boundary="))?;
        multipart(body, boundary.trim_matches('"'), &mut params);
    } else if content_type.starts_with("application/x-www-form-urlencoded") {
        urlencoded(std::str::from_utf8(body).ok()?, &mut params);
    }
    Some(Params(params))
}

fn urlencoded(source: &str, into: &mut Map<String, Value>) {
    for pair in source.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        into.insert(percent_decoded(key), percent_decoded(value).into());
    }
}

fn percent_decoded(source: &str) -> String {
    let bytes = source.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&next) = bytes.get(at) {
        let escaped = (next == b'%')
            .then(|| source.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if let Some(byte) = escaped {
            out.push(byte);
            at += 3;
        } else {
            out.push(if next == b'+' { b' ' } else { next });
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Takes the parts of a multipart body; of a file the name and the size are kept, and the text if it is
/// one.
fn multipart(body: &[u8], boundary: &str, into: &mut Map<String, Value>) {
    let fence = format!("--{boundary}");
    let mut rest = body;
    while let Some(start) = find(rest, fence.as_bytes()) {
        rest = &rest[start + fence.len()..];
        let end = find(rest, fence.as_bytes()).unwrap_or(rest.len());
        let part = &rest[..end];
        let Some(gap) = find(part, b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&part[..gap]);
        let content = &part[gap + 4..];
        let content = content.strip_suffix(b"\r\n").unwrap_or(content);
        let Some(name) = header_word(&head, "name=\"") else {
            continue;
        };
        let value = match header_word(&head, "filename=\"") {
            Some(file) => json!({
                "file_name": file,
                "file_size": content.len(),
                "file_text": std::str::from_utf8(content).ok(),
                "picture": picture(content),
            }),
            None => String::from_utf8_lossy(content).into_owned().into(),
        };
        into.insert(name, value);
    }
}

/// What is known of a PNG file: its size in points, and its bytes in base 64, so that the page can show it.
fn picture(content: &[u8]) -> Option<Value> {
    let rest = content.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let number = |at: usize| {
        let bytes = rest.get(at..at + 4)?;
        Some(u32::from_be_bytes(bytes.try_into().ok()?))
    };
    let (width, height) = (number(8)?, number(12)?);
    Some(json!({ "width": width, "height": height, "base64": base64(content) }))
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let of = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = of(0) << 16 | of(1) << 8 | of(2);
        for (place, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let sign = usize::try_from(bits >> shift & 63).unwrap_or(0);
            let filled = place <= three.len();
            out.push(if filled { char::from(SIGNS[sign]) } else { '=' });
        }
    }
    out
}

fn header_word(head: &str, key: &str) -> Option<String> {
    // `name="` is also the end of `filename="`, so what stands before it counts.
    let at = head
        .match_indices(key)
        .map(|(at, _)| at)
        .find(|at| head[..*at].ends_with([' ', ';', '\t']))?;
    let rest = &head[at + key.len()..];
    Some(rest[..rest.find('"')?].to_owned())
}

fn find(body: &[u8], wanted: &[u8]) -> Option<usize> {
    body.windows(wanted.len()).position(|part| part == wanted)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn queries_and_forms() {
        let params = read(
            Some("chat_id=-100&text=a+b%26%F0%9F%A6%B6"),
            "application/x-www-form-urlencoded",
            b"show_alert=true",
        )
        .unwrap();
        assert_eq!(params.chat(), Some(-100));
        assert_eq!(params.text("text").unwrap(), "a b&🦶");
        assert!(params.flag("show_alert"));
        assert!(read(None, "application/json", b"{").is_none());
    }

    #[test]
    fn multipart_keeps_name_size_and_text() {
        let body = b"--XX\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n5\r\n--XX\r\n\
            Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\
            Content-Type: text/plain\r\n\r\nhello\r\n--XX--\r\n";
        let params = read(None, "multipart/form-data; boundary=XX", body).unwrap();
        assert_eq!(params.chat(), Some(5));
        assert_eq!(
            params.0["file"],
            json!({"file_name": "a.txt", "file_size": 5, "file_text": "hello", "picture": null})
        );
    }

    #[test]
    fn base_64_is_that_of_the_standard() {
        let written = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="];
        for (length, written) in [0, 1, 2, 3, 4].into_iter().zip(written) {
            assert_eq!(base64(&b"foob"[..length]), written);
        }
    }
}
