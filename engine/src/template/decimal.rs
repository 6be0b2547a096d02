//! Exact sums of decimal numbers, so that 10.1 minus 2.2 is 7.9.

use super::print::{Number, print_float};

/// A whole number and how many of its digits stand behind the point.
#[derive(Clone, Copy)]
struct Decimal {
    digits: i128,
    places: u32,
}

/// More places than this are left to doubles.
const MOST_PLACES: u32 = 18;

impl Decimal {
    fn of(number: Number) -> Option<Decimal> {
        match number {
            Number::Int(int) => Some(Decimal { digits: i128::from(int), places: 0 }),
            Number::Float(float) => {
                let mut text = String::new();
                print_float(float, &mut text);
                let (whole, fraction) = text.split_once('.')?;
                let fraction = if fraction == "0" { "" } else { fraction };
                let places = fraction.len() as u32;
                let digits = format!("{whole}{fraction}").parse().ok()?;
                (places <= MOST_PLACES).then_some(Decimal { digits, places })
            }
        }
    }

    fn at(self, places: u32) -> Option<i128> {
        self.digits.checked_mul(10i128.checked_pow(places - self.places)?)
    }

    fn as_f64(self) -> Option<f64> {
        let sign = if self.digits < 0 { "-" } else { "" };
        let width = self.places as usize + 1;
        let text = format!("{:0width$}", self.digits.unsigned_abs());
        let (whole, fraction) = text.split_at(text.len() - self.places as usize);
        format!("{sign}{whole}.{fraction}0").parse().ok()
    }
}

/// `a op b` in decimals: whole when both are whole and it fits, else a double.
fn exactly(
    a: Number,
    b: Number,
    whole: fn(i64, i64) -> Option<i64>,
    decimal: impl Fn(Decimal, Decimal) -> Option<Decimal>,
    double: fn(f64, f64) -> f64,
) -> Number {
    if let (Number::Int(a), Number::Int(b)) = (a, b)
        && let Some(result) = whole(a, b)
    {
        return Number::Int(result);
    }
    let exact = || decimal(Decimal::of(a)?, Decimal::of(b)?)?.as_f64();
    Number::Float(exact().unwrap_or_else(|| double(a.as_f64(), b.as_f64())))
}

fn aligned(
    operate: impl Fn(i128, i128) -> Option<i128>,
) -> impl Fn(Decimal, Decimal) -> Option<Decimal> {
    move |a, b| {
        let places = a.places.max(b.places);
        Some(Decimal { digits: operate(a.at(places)?, b.at(places)?)?, places })
    }
}

/// `a + b`.
pub(super) fn add(a: Number, b: Number) -> Number {
    exactly(a, b, i64::checked_add, aligned(i128::checked_add), |a, b| a + b)
}

/// `a - b`.
pub(super) fn subtract(a: Number, b: Number) -> Number {
    exactly(a, b, i64::checked_sub, aligned(i128::checked_sub), |a, b| a - b)
}

/// `a * b`.
pub(super) fn multiply(a: Number, b: Number) -> Number {
    let product = |a: Decimal, b: Decimal| {
        let digits = a.digits.checked_mul(b.digits)?;
        Some(Decimal { digits, places: a.places + b.places })
    };
    exactly(a, b, i64::checked_mul, product, |a, b| a * b)
}

/// `a / b`, rounded down when both are whole; None by zero.
pub(super) fn divide(a: Number, b: Number) -> Option<Number> {
    if let (Number::Int(a), Number::Int(b)) = (a, b) {
        if b == 0 {
            return None;
        }
        return Some(match a.checked_div_euclid(b) {
            // The Euclidean quotient rounds down for positive divisors only.
            Some(quotient) if b < 0 && a.checked_rem_euclid(b) != Some(0) => {
                Number::Int(quotient - 1)
            }
            Some(quotient) => Number::Int(quotient),
            None => Number::Float(-(a as f64)),
        });
    }
    (b.as_f64() != 0.0).then(|| Number::Float(a.as_f64() / b.as_f64()))
}

/// What is left of `a` after taking `b` away as often as it fits, with the sign of `b`; None by zero.
pub(super) fn remainder(a: Number, b: Number) -> Option<Number> {
    if b.as_f64() == 0.0 {
        return None;
    }
    let with_sign_of_divisor = |a: i128, b: i128| {
        let rest = a.checked_rem(b)?;
        Some(if rest != 0 && (rest < 0) != (b < 0) { rest + b } else { rest })
    };
    if let (Number::Int(a), Number::Int(b)) = (a, b) {
        let rest = with_sign_of_divisor(i128::from(a), i128::from(b))?;
        return Some(Number::Int(rest as i64));
    }
    Some(exactly(
        a,
        b,
        |_, _| None,
        aligned(with_sign_of_divisor),
        |a, b| {
            let rest = a % b;
            if rest != 0.0 && (rest < 0.0) != (b < 0.0) { rest + b } else { rest }
        },
    ))
}

/// `number` rounded half away from zero to `places` behind the point.
pub(super) fn round(number: Number, places: i64) -> Number {
    let Some(decimal) = Decimal::of(number) else { return number };
    let places = places.clamp(-30, 30);
    let drop = i64::from(decimal.places) - places;
    if drop <= 0 {
        return match i64::try_from(decimal.digits) {
            Ok(whole) if places <= 0 => Number::Int(whole),
            _ => number,
        };
    }
    let rounded = u32::try_from(drop).ok().and_then(|drop| 10i128.checked_pow(drop)).map(|unit| {
        let half = if decimal.digits < 0 { -(unit / 2) } else { unit / 2 };
        ((decimal.digits + half) / unit, unit)
    });
    let Some((digits, unit)) = rounded else { return Number::Int(0) };
    if places > 0 {
        let rounded = Decimal { digits, places: places as u32 };
        return rounded.as_f64().map_or(number, Number::Float);
    }
    let shift = unit / 10i128.pow(decimal.places);
    match digits.checked_mul(shift.max(1)).and_then(|whole| i64::try_from(whole).ok()) {
        Some(whole) => Number::Int(whole),
        None => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn float(float: f64) -> Number {
        Number::Float(float)
    }

    #[test]
    fn sums_are_exact_where_doubles_are_not() {
        assert_eq!(subtract(float(10.1), float(2.2)), float(7.9));
        assert_eq!(add(float(0.1), float(0.2)), float(0.3));
        assert_eq!(multiply(float(5.0), float(2.1)), float(10.5));
        assert_eq!(remainder(float(10.1), float(7.0)), Some(float(3.1)));
    }

    #[test]
    fn whole_numbers_stay_whole_until_they_no_longer_fit() {
        assert_eq!(add(Number::Int(1), Number::Int(2)), Number::Int(3));
        assert_eq!(multiply(Number::Int(i64::MAX), Number::Int(2)), float(1.8446744073709552e19));
        assert_eq!(divide(Number::Int(-7), Number::Int(2)), Some(Number::Int(-4)));
        assert_eq!(divide(Number::Int(7), Number::Int(-2)), Some(Number::Int(-4)));
        assert_eq!(divide(Number::Int(-8), Number::Int(-2)), Some(Number::Int(4)));
        assert_eq!(divide(Number::Int(-7), Number::Int(-2)), Some(Number::Int(3)));
        assert_eq!(
            divide(Number::Int(i64::MIN), Number::Int(-1)),
            Some(float(9.223372036854776e18))
        );
        assert_eq!(remainder(Number::Int(-7), Number::Int(3)), Some(Number::Int(2)));
    }

    #[test]
    fn nothing_divides_by_zero() {
        assert_eq!(divide(Number::Int(1), Number::Int(0)), None);
        assert_eq!(remainder(float(1.0), float(0.0)), None);
    }

    #[test]
    fn halves_round_away_from_zero() {
        assert_eq!(round(float(5.666), 2), float(5.67));
        assert_eq!(round(float(2.5), 0), Number::Int(3));
        assert_eq!(round(float(-2.5), 0), Number::Int(-3));
        assert_eq!(round(float(5.666), -2), Number::Int(0));
        assert_eq!(round(Number::Int(1250), -2), Number::Int(1300));
        assert_eq!(round(Number::Int(5), 3), Number::Int(5));
        assert_eq!(round(float(5.0), 0), Number::Int(5));
    }
}
