"""Many invoices by every door at once, some of it going wrong: is each one accounted for?"""
