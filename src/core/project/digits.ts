/** Decimal digits of any script as 0 to 9. The text must consist of such digits only. */
export function foreignDigitsToAscii(digits: string): string {
  return Array.from(digits, (digit) => String(valueOf(digit))).join('');
}

// Unicode gives every script's digits ten code points in a row, from zero to nine, so the distance to
// the start of the row is the value. Some rows touch, hence the remainder.
// https://www.unicode.org/policies/stability_policy.html (Numeric_Type=Decimal)
function valueOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let start = code;
  while (isDigit(String.fromCodePoint(start - 1))) start -= 1;
  return (code - start) % 10;
}

// A pattern of Unicode classes costs milliseconds to make, so it is not made before it is needed.
function isDigit(character: string): boolean {
  return /^\p{Nd}$/u.test(character);
}
