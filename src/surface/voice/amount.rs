//! Amounts of money, as people read them and as a spreadsheet does.

use super::Voice;
use crate::formats::document::Amount;
use crate::words::lang::Lang;

/// Currencies that have other than two decimals (ISO 4217).
const NO_DECIMALS: [&str; 16] = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV",
    "XAF", "XOF", "XPF",
];
const THREE_DECIMALS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

impl Voice {
    /// `EUR 1,099.78`, `EUR 1.099,78`: as many decimals as the currency has, and no fewer than were given.
    pub fn amount(&self, amount: &Amount) -> String {
        let Amount { currency, value } = amount;
        let (sign, digits) = match value.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", &**value),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let Ok(number) = whole.parse::<u64>() else { return format!("{currency} {value}") };
        let decimals = decimals(currency);
        let part = format!("{:0<decimals$}", part.trim_end_matches('0'));
        let mark = self.decimal_mark();
        let mark = if part.is_empty() { "" } else { mark };
        format!("{currency} {sign}{}{mark}{part}", self.number(number))
    }

    /// A plain decimal number with the language's mark: `1099.78`, `1099,78`.
    pub fn decimal(&self, value: &str) -> String {
        value.replace('.', self.decimal_mark())
    }

    fn decimal_mark(&self) -> &'static str {
        match self.lang {
            Lang::En => ".",
            Lang::Nl => ",",
        }
    }
}

/// How many decimals the currency has.
fn decimals(currency: &str) -> usize {
    if NO_DECIMALS.contains(&currency) {
        0
    } else if THREE_DECIMALS.contains(&currency) {
        3
    } else {
        2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_spelled_as_people_read_it() {
        for (currency, value, en, nl) in [
            ("EUR", "1099.78", "EUR 1,099.78", "EUR 1.099,78"),
            ("EUR", "182.2", "EUR 182.20", "EUR 182,20"),
            ("DKK", "-2005", "DKK -2,005.00", "DKK -2.005,00"),
            ("EUR", "-0.5", "EUR -0.50", "EUR -0,50"),
            ("EUR", "1.005000", "EUR 1.005", "EUR 1,005"),
            ("JPY", "12000", "JPY 12,000", "JPY 12.000"),
            ("KWD", "1.5", "KWD 1.500", "KWD 1,500"),
            ("EUR", "999999999999", "EUR 999,999,999,999.00", "EUR 999.999.999.999,00"),
        ] {
            let amount = Amount { currency: currency.into(), value: value.into() };
            let spelled = [Lang::En, Lang::Nl].map(|lang| Voice::new(lang).amount(&amount));
            assert_eq!(spelled, [en, nl]);
        }
        assert_eq!(Voice::new(Lang::Nl).decimal("-1099.78"), "-1099,78");
    }
}
