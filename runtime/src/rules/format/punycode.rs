//! Punycode (RFC 3492): Unicode labels as letters, digits and hyphens.

const BASE: u32 = 36;
const LEAST: u32 = 1;
const MOST: u32 = 26;
const FIRST: u32 = 128;

/// The label that a text stands for.
pub(super) fn decode(text: &str) -> Option<String> {
    let (basic, encoded) = text.rsplit_once('-').unwrap_or(("", text));
    let mut label: Vec<char> = basic.chars().collect();
    let mut bias = Bias::new();
    let (mut code, mut at) = (FIRST, 0_u32);
    let mut digits = encoded.bytes();
    while digits.len() > 0 {
        let before = at;
        let mut weight = 1_u32;
        let mut position = BASE;
        loop {
            let digit = digit(digits.next()?)?;
            at = at.checked_add(digit.checked_mul(weight)?)?;
            let threshold = bias.threshold(position);
            if digit < threshold {
                break;
            }
            weight = weight.checked_mul(BASE - threshold)?;
            position += BASE;
        }
        let length = u32::try_from(label.len()).ok()?.checked_add(1)?;
        bias.adapt(at - before, length, before == 0);
        code = code.checked_add(at / length)?;
        at %= length;
        label.insert(usize::try_from(at).ok()?, char::from_u32(code)?);
        at += 1;
    }
    Some(label.into_iter().collect())
}

/// The text that stands for a label.
pub(super) fn encode(label: &str) -> Option<String> {
    let mut text: String = label.chars().filter(char::is_ascii).collect();
    let basic = u32::try_from(text.len()).ok()?;
    let all = u32::try_from(label.chars().count()).ok()?;
    if basic > 0 {
        text.push('-');
    }
    let mut bias = Bias::new();
    let (mut code, mut delta, mut done) = (FIRST, 0_u32, basic);
    while done < all {
        let codes = label.chars().map(u32::from);
        let next = codes.filter(|other| *other >= code).min()?;
        delta = delta.checked_add((next - code).checked_mul(done + 1)?)?;
        code = next;
        for other in label.chars().map(u32::from) {
            if other < code {
                delta = delta.checked_add(1)?;
            }
            if other == code {
                let mut rest = delta;
                let mut position = BASE;
                loop {
                    let threshold = bias.threshold(position);
                    if rest < threshold {
                        break;
                    }
                    text.push(letter(threshold + (rest - threshold) % (BASE - threshold))?);
                    rest = (rest - threshold) / (BASE - threshold);
                    position += BASE;
                }
                text.push(letter(rest)?);
                bias.adapt(delta, done + 1, done == basic);
                delta = 0;
                done += 1;
            }
        }
        delta = delta.checked_add(1)?;
        code += 1;
    }
    Some(text)
}

/// How many digits the next number is expected to have.
struct Bias(u32);

impl Bias {
    fn new() -> Self {
        Self(72)
    }

    fn threshold(&self, position: u32) -> u32 {
        position.saturating_sub(self.0).clamp(LEAST, MOST)
    }

    fn adapt(&mut self, delta: u32, length: u32, first: bool) {
        let mut delta = delta / if first { 700 } else { 2 };
        delta += delta / length;
        let mut position = 0;
        while delta > (BASE - LEAST) * MOST / 2 {
            delta /= BASE - LEAST;
            position += BASE;
        }
        self.0 = position + (BASE - LEAST + 1) * delta / (delta + 38);
    }
}

fn digit(byte: u8) -> Option<u32> {
    char::from(byte)
        .to_ascii_lowercase()
        .to_digit(BASE)
        .map(|value| {
            // Letters come before digits here.
            if value < 10 { value + 26 } else { value - 10 }
        })
}

fn letter(value: u32) -> Option<char> {
    char::from_digit(if value < 26 { value + 10 } else { value - 26 }, BASE)
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn labels_come_back() {
        for (label, text) in [
            ("bücher", "bcher-kva"),
            ("例え", "r8jz45g"),
            ("ليهمابتكلموشعربي؟", "egbpdaj6bu4bxfgehfvwxn"),
            ("3年b組金八先生", "3b-ww4c5e180e575a65lsy2b"),
        ] {
            assert_eq!(encode(label).as_deref(), Some(text));
            assert_eq!(decode(text).as_deref(), Some(label));
        }
    }

    #[test]
    fn what_is_too_large_is_refused() {
        for text in ["99999999", "a-999999999999", "é"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
