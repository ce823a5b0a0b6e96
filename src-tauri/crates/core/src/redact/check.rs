//! Check digits: what tells a number that means something from one that happens to be as long.

/// The digits of a number that has nothing else; letters count from 10 on (`A` is 10), as ISO 7064 has it.
fn values(number: &str) -> impl DoubleEndedIterator<Item = u32> {
    number.bytes().filter_map(|b| (b as char).to_digit(36))
}

/// Luhn's check digit, as on payment cards.
pub fn luhn(number: &str) -> bool {
    let sum: u32 = values(number)
        .rev()
        .enumerate()
        .map(|(n, digit)| if n % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 })
        .sum();
    sum.is_multiple_of(10)
}

/// The sum of each digit times its weight.
pub fn weighted(number: &str, weights: &[u32]) -> u32 {
    values(number).zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// Verhoeff's check digit: the last one of an Aadhaar number.
pub fn verhoeff(number: &str) -> bool {
    // Multiplication in the dihedral group of order ten, and the permutation applied from place to place.
    let times = |a: u32, b: u32| match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b) % 5,
        (false, true) => 5 + (a - b) % 5,
        (false, false) => (5 + a - b) % 5,
    };
    const NEXT: [u32; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let check = values(number).rev().enumerate().fold(0, |sum, (place, digit)| {
        let moved = (0..place % 8).fold(digit, |digit, _| NEXT[digit as usize]);
        times(sum, moved)
    });
    check == 0
}

/// ISO 7064 mod 11,10: the last digit of a German tax number.
pub fn mod_11_10(number: &str) -> bool {
    let Some((body, last)) = number.split_at_checked(number.len().saturating_sub(1)) else { return false };
    let product = values(body).fold(10, |product, digit| match (digit + product) % 10 {
        0 => 20 % 11,
        sum => sum * 2 % 11,
    });
    last.parse() == Ok((11 - product) % 10)
}

/// A whole number modulo another.
pub fn modulo(number: &str, divisor: u64) -> u64 {
    values(number).fold(0, |rest, digit| (rest * 10 + u64::from(digit)) % divisor)
}

/// The check digit of EAN-13.
pub fn ean(number: &str) -> bool {
    weighted(number, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]).is_multiple_of(10)
}

/// `yymmdd` or `yyyymmdd` with a month and a day that exist.
pub fn is_date(digits: &str) -> bool {
    let Some(at) = digits.len().checked_sub(4).filter(|at| *at >= 2) else { return false };
    let (month, day) = digits[at..].split_at(2);
    let century = digits.len() != 8 || digits.starts_with("19") || digits.starts_with("20") || digits.starts_with("18");
    let within = |part: &str, most: u32| part.parse().is_ok_and(|n: u32| (1..=most).contains(&n));
    century && within(month, 12) && within(day, 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers() {
        assert!(luhn("4111111111111111") && !luhn("4111111111111112"));
        assert!(verhoeff("2363") && !verhoeff("2364"));
        assert!(mod_11_10("86095742719") && !mod_11_10("86095742718"));
        assert!(ean("7569217076985") && !ean("7569217076986"));
        assert_eq!(modulo("255081416802538", 97), 255_081_416_802_538 % 97);
        assert!(is_date("19900307") && !is_date("19901307") && is_date("900307"));
    }
}
