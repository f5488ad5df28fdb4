"""What the page needs to answer for one place: may this stand here?"""
