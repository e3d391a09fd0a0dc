CREATE INDEX loans_by_member ON loans (member_id, due_on);

CREATE VIEW overdue_loans AS
SELECT members.name AS member, members.email, books.title, loans.due_on
FROM loans
JOIN members ON members.id = loans.member_id
JOIN copies ON copies.id = loans.copy_id
JOIN books ON books.id = copies.book_id
WHERE loans.returned_on IS NULL AND loans.due_on < date('now')
ORDER BY loans.due_on;
