-- The shelf shows at once what is out; the application no longer has to remember to.
CREATE TRIGGER loan_given AFTER INSERT ON loans WHEN new.returned_on IS NULL
BEGIN
  UPDATE copies SET on_loan = 1 WHERE id = new.copy_id;
END;

CREATE TRIGGER loan_returned AFTER UPDATE OF returned_on ON loans WHEN new.returned_on IS NOT NULL
BEGIN
  UPDATE copies SET on_loan = 0 WHERE id = new.copy_id;
END;
