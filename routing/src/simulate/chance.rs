//! Chance: numbers that look drawn by lot and follow from a seed.
//!
//! Logarithm and exponential are written here from additions, multiplications and divisions alone,
//! which every machine rounds alike, so that the same seed gives the same bytes everywhere; those of
//! the standard library may differ from system to system in the last digit.

use std::f64::consts::{LN_2, SQRT_2};

use super::day::Length;

/// A source of numbers: SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
/// generators, 2014).
#[derive(Clone, Debug)]
pub(super) struct Chance(u64);

impl Chance {
    /// One of many sources that a seed has, each as good as independent of the others.
    pub fn new(seed: u64, number: u64) -> Chance {
        Chance(mixed(seed ^ mixed(number.wrapping_add(1))))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mixed(self.0)
    }

    /// A number above 0 and up to 1.
    pub fn share(&mut self) -> f64 {
        // 53 bits are what a number of this type can hold.
        ((self.next() >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }

    /// A number of mean 1, exponentially distributed.
    pub fn exponential(&mut self) -> f64 {
        -ln(self.share())
    }

    /// A number of mean 0 and deviation 1, normally distributed: the polar method (Marsaglia and
    /// Bray, 1964).
    fn normal(&mut self) -> f64 {
        loop {
            let (x, y) = (2.0 * self.share() - 1.0, 2.0 * self.share() - 1.0);
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                return x * (-2.0 * ln(square) / square).sqrt();
            }
        }
    }
}

fn mixed(mut number: u64) -> u64 {
    number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

/// A length of time that is drawn anew for each caller, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Draw {
    Fixed(i64),
    Exponential { mean: f64 },
    Lognormal { center: f64, spread: f64 },
}

impl Draw {
    pub fn new(length: Length) -> Draw {
        match length {
            Length::Fixed(seconds) => Draw::Fixed(whole(seconds * 1000.0)),
            Length::Exponential(mean) => Draw::Exponential { mean: mean * 1000.0 },
            Length::Lognormal { mean, deviation } if mean > 0.0 => {
                let share = deviation / mean;
                let variance = ln(1.0 + share * share);
                let center = ln(mean * 1000.0) - variance / 2.0;
                Draw::Lognormal { center, spread: variance.sqrt() }
            }
            Length::Lognormal { .. } => Draw::Fixed(0),
        }
    }

    /// Draws one.
    pub fn millis(self, chance: &mut Chance) -> i64 {
        match self {
            Draw::Fixed(millis) => millis,
            Draw::Exponential { mean } => whole(mean * chance.exponential()),
            Draw::Lognormal { center, spread } => whole(exp(center + spread * chance.normal())),
        }
    }
}

/// The nearest whole number of milliseconds.
pub(super) fn whole(millis: f64) -> i64 {
    // The conversion stops at the ends of the range.
    (millis + 0.5) as i64
}

/// The natural logarithm of a positive number.
fn ln(number: f64) -> f64 {
    let bits = number.to_bits();
    let mut power = ((bits >> 52) & 0x7FF) as i64 - 1023;
    let mut rest = f64::from_bits((bits & ((1 << 52) - 1)) | (1023 << 52));
    if rest > SQRT_2 {
        rest /= 2.0;
        power += 1;
    }
    // With s = (m - 1) / (m + 1): ln m = 2 (s + s³/3 + s⁵/5 + …), and s is at most 0.172.
    let s = (rest - 1.0) / (rest + 1.0);
    let square = s * s;
    let mut sum = 0.0;
    for odd in [21.0, 19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0] {
        sum = sum * square + 1.0 / odd;
    }
    power as f64 * LN_2 + 2.0 * s * sum
}

/// The exponential function.
fn exp(number: f64) -> f64 {
    let power = (number / LN_2).round().clamp(-1022.0, 1023.0);
    let rest = (number - power * LN_2).clamp(-1.0, 1.0);
    let mut sum = 1.0;
    for place in (1..=16_u8).rev() {
        sum = 1.0 + sum * rest / f64::from(place);
    }
    sum * f64::from_bits(((power as i64 + 1023) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithm_and_exponential_are_those_of_the_standard_library_to_the_last_digits() {
        let mut chance = Chance::new(1, 1);
        for _ in 0..10_000 {
            let number = chance.share() * 10.0;
            assert!((ln(number) - number.ln()).abs() < 2e-15, "{number}");
            let power = 40.0 * (chance.share() - 0.5);
            assert!((exp(power) / power.exp() - 1.0).abs() < 1e-14, "{power}");
        }
        assert_eq!((ln(1.0), exp(0.0)), (0.0, 1.0));
        assert!(exp(1e9) > 1e307 && exp(-1e9) < 1e-306);
    }

    #[test]
    fn lengths_have_the_mean_and_deviation_they_are_told() {
        let (mean, deviation) = (240.0, 120.0);
        let lengths = [
            (Length::Fixed(240.0), 0.0),
            (Length::Exponential(240.0), 240.0),
            (Length::Lognormal { mean, deviation }, 120.0),
        ];
        for (length, deviation) in lengths {
            let (draw, mut chance) = (Draw::new(length), Chance::new(7, 0));
            let drawn: Vec<f64> =
                (0..40_000).map(|_| draw.millis(&mut chance) as f64 / 1000.0).collect();
            let found = drawn.iter().sum::<f64>() / 40_000.0;
            let squares: f64 = drawn.iter().map(|one| (one - found).powi(2)).sum();
            assert!((found - 240.0).abs() < 4.0, "{length:?}: {found}");
            let spread = (squares / 40_000.0).sqrt();
            assert!((spread - deviation).abs() < 5.0, "{length:?}: {spread}");
        }
    }

    #[test]
    fn the_numbers_are_those_of_the_published_algorithm() {
        let mut chance = Chance(1_234_567);
        let first = [chance.next(), chance.next(), chance.next()];
        assert_eq!(
            first,
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }
}
